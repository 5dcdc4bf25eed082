/** Each timestamp authority and OCSP responder that was asked of late: whether it answers, since when not, and why. */
import { hash } from 'node:crypto';
import { type Bilingual, say } from '../../schemas/words/bilingual.js';
import { vietnamMoment } from '../../schemas/words/vietnam-time.js';
import type { AuthorityKind, ContactRow } from '../proofs/authority-contacts.store.js';
import { type HealthRow, healthRow, join, plain } from './health-row.js';

const names: Readonly<Record<AuthorityKind, (address: string) => Bilingual>> = {
  timestamp: (address) => say(`Nơi cấp dấu thời gian ${address}`, `Timestamp authority ${address}`),
  ocsp: (address) => say(`Nơi trả lời OCSP ${address}`, `OCSP responder ${address}`),
};

const isFailing = ({ succeededAt, failedAt }: ContactRow): boolean =>
  failedAt !== null && (succeededAt === null || Date.parse(failedAt) > Date.parse(succeededAt));

/** The row of one. */
export function authorityRow(contact: ContactRow, now: Date): HealthRow {
  const { kind, address, succeededAt, failedAt, fault } = contact;
  const last = succeededAt === null ? null : plain(vietnamMoment(succeededAt, now));
  const id = `authority.${hash('sha256', `${kind} ${address}`).slice(0, 16)}`;
  const name = names[kind](address.replace(/^https?:\/\//, '').slice(0, 100));
  const failed =
    failedAt === null
      ? null
      : say(
          `Lần hỏng gần nhất ${vietnamMoment(failedAt, now)}: ${fault}.`,
          `Last failure ${vietnamMoment(failedAt, now)}: ${fault}.`,
        );
  if (!isFailing(contact)) return healthRow(id, name, { last, next: failed });
  return healthRow(id, name, {
    state: 'attention',
    finding: say('Không trả lời', 'Does not answer'),
    last,
    next: join([failed, say('Cổng tự hỏi lại.', 'The gateway asks again by itself.')]),
  });
}
