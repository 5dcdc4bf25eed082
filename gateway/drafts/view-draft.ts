/** A draft as its page shows it: content, files, recipients, number and what there is to say about them. A handful of queries, whatever its size. */
import { validate as isUuid } from 'uuid';
import { Problem } from '../../schemas/problems/problem.js';
import { selectAgenciesByCode } from '../agencies/agencies.store.js';
import { vietnamDay } from '../agencies/agency.js';
import type { GatewayContext } from '../context.js';
import { judgeNumber } from '../registers/number-standing.js';
import type { OpenReservation } from '../registers/number-use.store.js';
import { type CheckedDraft, checkDraft, type DraftCheck } from './check-draft.js';
import type { Draft, Writer } from './draft.js';
import { selectFiles } from './draft-files.store.js';
import { readDraft } from './draft-metadata.js';
import { readRecipients } from './draft-recipients.js';
import { selectDraft } from './drafts.store.js';
import { comparePrinted } from './printed-code.js';

export interface DraftView extends CheckedDraft {
  /** Names at the head of the preview: the agency, and the one above. */
  readonly sender: { readonly name: string; readonly above: string | null };
  readonly reservations: readonly OpenReservation[];
  readonly checks: readonly DraftCheck[];
}

/** @throws Problem `not_found` also for drafts of other agencies */
export async function findDraft(
  { database }: Pick<GatewayContext, 'database'>,
  { agency }: Writer,
  id: string,
): Promise<Draft> {
  const draft = isUuid(id) ? await selectDraft(database, agency, id) : undefined;
  if (draft === undefined) throw new Problem('not_found', { detail: 'Your agency has no draft of that id' });
  return draft;
}

/** @throws Problem as `findDraft` */
export async function viewDraft(ctx: GatewayContext, writer: Writer, id: string): Promise<DraftView> {
  const draft = await findDraft(ctx, writer, id);
  const metadata = readDraft(draft, ctx.now());
  const { number, notation } = metadata;
  const year = yearOf(metadata.date, ctx.now());
  const [files, recipients, judged, sender] = await Promise.all([
    selectFiles(ctx.database, id),
    readRecipients(ctx, draft.agency, draft.recipients),
    judgeNumber(ctx, { agency: draft.agency, year, number, notation }),
    readSender(ctx, draft.agency),
  ]);
  // What is sent on prints the number of who wrote it.
  const printed = draft.kind === 'forward' ? null : comparePrinted(files, metadata, judged.standing);
  const checked = { draft, files, recipients, metadata, number: judged.standing, printed };
  return { ...checked, sender, reservations: judged.reservations, checks: checkDraft(checked) };
}

/** Of the register; this year's while the date cannot be read. */
export const yearOf = (date: string, now: Date): number =>
  Number(/^\d{4}-/.test(date) ? date.slice(0, 4) : vietnamDay(now).slice(0, 4));

async function readSender({ database }: GatewayContext, code: string): Promise<DraftView['sender']> {
  const [agency] = await selectAgenciesByCode(database, [code]);
  const [above] = agency?.parent ? await selectAgenciesByCode(database, [agency.parent]) : [];
  return { name: agency?.name ?? code, above: above?.name ?? null };
}
