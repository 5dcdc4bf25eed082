/** The events of a document, the oldest first: who did what, and where it stands in the log; the way to the root is folded. */
import type { JSX } from 'preact';
import { statusKind } from '../../../../schemas/directory/statuses.js';
import { vietnamTime } from '../../../../schemas/words/vietnam-time.js';
import type { FollowedEvent, Inclusion } from '../../../audit/prove-document.js';
import { whole } from '../../format-number.js';
import type { Page } from '../../page.js';
import { Actor } from '../../parts/actor.js';
import { Digest } from '../../parts/digest.js';
import { Facts } from '../../parts/facts.js';
import { Section } from '../../parts/frame.js';
import { Icon, type IconName } from '../../parts/icon.js';
import { proofTexts as t } from '../../texts/audit-proof.js';
import { eventNames } from '../../texts/event-kinds.js';

const looks: Readonly<Record<Inclusion, { readonly icon: IconName; readonly kind: string }>> = {
  included: { icon: 'done', kind: 'ok' },
  waiting: { icon: 'waiting', kind: '' },
  changed: { icon: 'refused', kind: 'bad' },
  elsewhere: { icon: 'refused', kind: 'bad' },
};

/** What of the payload people want to see at once: the agency, the status, the reason. */
function essenceOf(page: Page, payload: unknown): string {
  const facts = payload as Readonly<Record<string, unknown>>;
  const codes = Array.isArray(facts['codes']) ? facts['codes'] : [];
  const statuses = codes.map((code) => statusKind(String(code))).filter((kind) => kind !== undefined);
  const parts = [...statuses.map((kind) => page.say(kind)), facts['agency'], facts['recipient'], facts['reason']];
  return parts.filter((part): part is string => typeof part === 'string' && part !== '').join(', ');
}

/** Siblings, as everything else here, in hex. */
const hexOf = (base64: string): string => Buffer.from(base64, 'base64').toString('hex');

function Way({ page, event }: { readonly page: Page; readonly event: FollowedEvent }): JSX.Element {
  const { say } = page;
  const { proof, leaf, salt, payload, payloadSha256 } = event;
  return (
    <details class="way" id={`duong-${event.id}`}>
      <summary>{say(proof === null ? t.payload : t.path(proof.length))}</summary>
      <Facts
        page={page}
        rows={[
          [t.payload, <span class="payload">{JSON.stringify(payload)}</span>],
          [t.salt, <Digest hex={salt} />],
          [t.payloadDigest, <Digest hex={payloadSha256} />],
          [t.leaf, <Digest hex={leaf} />],
        ]}
      />
      {proof !== null && proof.length > 0 && (
        <ol class="path">
          {proof.map((sibling) => (
            <li key={sibling}>
              <Digest hex={hexOf(sibling)} />
            </li>
          ))}
        </ol>
      )}
    </details>
  );
}

function Event({ page, event }: { readonly page: Page; readonly event: FollowedEvent }): JSX.Element {
  const { say } = page;
  const { icon, kind } = looks[event.inclusion];
  const essence = essenceOf(page, event.payload);
  return (
    <li class="event" data-row={String(event.id)}>
      <p class="event-time time">{vietnamTime(event.at)}</p>
      <div class="event-what">
        <p>
          <strong>{say(eventNames[event.kind])}</strong>
          {essence !== '' && <span>: {essence}</span>}
        </p>
        {event.actor !== null && (
          <p>
            <Actor page={page} actor={event.actor} />
          </p>
        )}
        <Way page={page} event={event} />
      </div>
      <p class={`event-place status ${kind}`}>
        <Icon name={icon} />
        <span>
          {event.position !== null && `${say(t.position(say(whole(event.position))))}, `}
          {say(t.inclusions[event.inclusion])}
        </span>
      </p>
    </li>
  );
}

export function ProofEvents({ page, events }: { readonly page: Page; readonly events: readonly FollowedEvent[] }) {
  return (
    <Section page={page} heading={t.events} hint={t.eventsHint}>
      <ol class="events" id="su-kien" data-live="">
        {events.map((event) => (
          <Event key={event.id} page={page} event={event} />
        ))}
      </ol>
    </Section>
  );
}
