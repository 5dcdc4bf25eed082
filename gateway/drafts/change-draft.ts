/** What people change in a draft: fields, recipients, files. One change is one transaction; nothing changes once it is confirmed. */

import { v5 as uuidv5 } from 'uuid';
import type { ResponseFor } from '../../schemas/directory/metadata.js';
import { parseDocumentCode } from '../../schemas/directory/notation.js';
import { findStamp } from '../../schemas/directory/secrecy.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import type { Queryable, Transaction } from '../database/database.js';
import { findDocuments } from '../documents/find-documents.js';
import { refuseStamps } from '../documents/log-secrets.js';
import { reserveNumber } from '../registers/reserve-numbers.js';
import { isHeldDraft, keepHolds } from '../retention/held.store.js';
import { type Draft, type DraftField, type DraftFields, draftFields, fieldNames, type Writer } from './draft.js';
import { type FieldChange, insertChanges, selectChanges } from './draft-changes.store.js';
import { deleteFile, selectFile, selectFiles } from './draft-files.store.js';
import { readDraft } from './draft-metadata.js';
import { readRecipients, suggestRecipients } from './draft-recipients.js';
import { type DraftContent, deleteDraft, lockDraft, updateDraft } from './drafts.store.js';
import { differing, type FilledForm, judgeForm } from './judge-form.js';
import { dropProposals } from './take-proposals.js';
import { removeUpload } from './upload-bytes.js';
import { findDraft, yearOf } from './view-draft.js';

const maxRecipients = 2_000;

/** @throws Problem `not_found` when there is none to write in, also while it is being sent */
async function change(
  ctx: GatewayContext,
  writer: Writer,
  id: string,
  work: (draft: Draft, tx: Transaction) => DraftContent | Promise<DraftContent>,
): Promise<void> {
  await ctx.database.transaction(async (tx) => {
    const draft = await lockDraft(tx, writer.agency, id);
    if (draft === undefined) throw new Problem('not_found', { detail: 'There is no draft of that id to write in' });
    const changed = await work(draft, tx);
    if (changed !== draft) await keepChanges(tx, writer, draft, changed, ctx.now());
  });
}

/** Where fields are other than before, the draft has a new version, and what they held is known. */
async function keepChanges(
  tx: Transaction,
  { person }: Writer,
  before: Draft,
  changed: DraftContent,
  at: Date,
): Promise<void> {
  const names = fieldNames.filter((name) => (before.fields[name] ?? '') !== (changed.fields[name] ?? ''));
  const version = before.version + (names.length === 0 ? 0 : 1);
  await updateDraft(tx, { ...changed, version }, at);
  if (names.length === 0) return;
  const held = Object.fromEntries(names.map((name) => [name, before.fields[name] ?? '']));
  await insertChanges(tx, { draft: before.id, version, before: held, person, at });
}

export interface SavedForm {
  /** Something is other than before. */
  readonly isChanged: boolean;
  /** Fields that somebody else changed, too, and that were left as they are: the newest change of each. */
  readonly collisions: readonly FieldChange[];
  /** What else others changed since the form was made. */
  readonly others: readonly FieldChange[];
}

/**
 * Keeps what was typed. What was read from a PDF and is another now is the writer's own.
 * @throws Problem `secret_refused`, and then nothing of it is kept; `not_found`; `form_expired` for a form older than `keptVersions`
 */
export async function saveFields(
  ctx: GatewayContext,
  writer: Writer,
  id: string,
  { typed, ...form }: FilledForm,
): Promise<SavedForm> {
  const fields = boundedFields(typed);
  await refuseStamps(ctx, writer.principal, fields);
  const before = await findDraft(ctx, writer, id);
  const filled = { ...form, typed: fields };
  const othersIn = (since: readonly FieldChange[]) => since.filter(({ person }) => person !== writer.person);
  if (differing(before, filled).length === 0)
    return { ...nothingSaved, others: othersIn(await changesSince(ctx.database, before, form.base)) };
  const answered = await answeredBy(ctx, writer, before, fields);
  let saved = nothingSaved;
  await change(ctx, writer, id, async (draft, tx) => {
    const since = await changesSince(tx, draft, form.base);
    const { changed, collisions } = judgeForm(draft, filled, since);
    saved = { isChanged: changed.length > 0, collisions, others: othersIn(since) };
    return changed.length === 0 ? draft : withFields(draft, changed, fields, answered);
  });
  return saved;
}

const nothingSaved: SavedForm = { isChanged: false, collisions: [], others: [] };

const changesSince = async (db: Queryable, { id, version }: Draft, base = version): Promise<readonly FieldChange[]> =>
  base < version ? selectChanges(db, id, base) : [];

/** Asked before the draft is held: it is another connection's work. */
async function answeredBy(ctx: GatewayContext, writer: Writer, before: Draft, { answers }: DraftFields) {
  const isSame = answers === undefined || answers === (before.fields.answers ?? '');
  return isSame ? before.answered : findAnswered(ctx, writer, answers);
}

function withFields(
  draft: Draft,
  changed: readonly DraftField[],
  fields: DraftFields,
  answered: ResponseFor | null,
): DraftContent {
  return {
    ...draft,
    fields: { ...draft.fields, ...Object.fromEntries(changed.map((name) => [name, fields[name]])) },
    origins: without(draft.origins, changed),
    answered: changed.includes('answers') ? answered : draft.answered,
  };
}

/** In NFC, without what cannot be stored, no longer than is kept. */
function boundedFields(typed: DraftFields): DraftFields {
  const known = fieldNames.filter((name) => typed[name] !== undefined);
  const clean = (name: DraftField) =>
    (typed[name] ?? '')
      .normalize('NFC')
      .replace(/\r\n?/g, '\n')
      .replace(/[^\P{C}\n]/gu, '')
      .trim()
      .slice(0, draftFields[name]);
  return Object.fromEntries(known.map((name) => [name, clean(name)]));
}

function without<Values extends object>(values: Values, names: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name))) as Values;
}

/** The document of this number that came to the agency; null when there is none. */
async function findAnswered(ctx: GatewayContext, writer: Writer, text: string): Promise<ResponseFor | null> {
  const code = parseDocumentCode(text);
  if (code === null) return null;
  const { items } = await findDocuments(ctx, writer.principal, { box: 'in', q: text, limit: 20 });
  const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
  const found = items.find(({ number, notation }) => same(number, code.number) && same(notation, code.notation));
  return found ? { agency: found.from, number: found.number, notation: found.notation, date: found.date } : null;
}

/** A person believes what was read. @throws Problem `not_found` */
export const keepProposal = (ctx: GatewayContext, writer: Writer, id: string, field: string): Promise<void> =>
  change(ctx, writer, id, (draft) => {
    const origin = draft.origins[field as DraftField];
    return origin === undefined
      ? draft
      : { ...draft, origins: { ...draft.origins, [field]: { ...origin, isDoubtful: false } } };
  });

/** A person does not believe it. @throws Problem `not_found` */
export const dropProposal = (ctx: GatewayContext, writer: Writer, id: string, field: string): Promise<void> =>
  change(ctx, writer, id, (draft) =>
    draft.origins[field as DraftField] === undefined
      ? draft
      : { ...draft, fields: without(draft.fields, [field]), origins: without(draft.origins, [field]) },
  );

/**
 * Adds whom a text means: a code, the name of a group, or letters that fit one addressee only.
 * @returns false when it could be several or nobody
 * @throws Problem `not_found`, `secret_refused`, `invalid_request` for too many
 */
export async function addRecipient(ctx: GatewayContext, writer: Writer, id: string, typed: string): Promise<boolean> {
  const text = typed.normalize('NFC').replace(/\s+/gu, ' ').trim().slice(0, 200);
  if (text === '') return true;
  if (findStamp(text) !== undefined) throw new Problem('secret_refused', { field: 'recipient' });
  const meant = await whoIsMeant(ctx, writer, text);
  if (meant === undefined) return false;
  await change(ctx, writer, id, (draft) => {
    if (draft.recipients.includes(meant)) return draft;
    if (draft.recipients.length >= maxRecipients)
      throw new Problem('invalid_request', { detail: `At most ${maxRecipients} recipients`, field: 'recipient' });
    return { ...draft, recipients: [...draft.recipients, meant] };
  });
  return true;
}

async function whoIsMeant(ctx: GatewayContext, writer: Writer, text: string): Promise<string | undefined> {
  const [{ addressees }, suggestions] = await Promise.all([
    readRecipients(ctx, writer.agency, [text]),
    suggestRecipients(ctx, writer.agency, text, []),
  ]);
  const [exact] = addressees;
  if (exact?.kind === 'group') return exact.text;
  if (exact?.kind === 'agency') return exact.code;
  const named = suggestions.filter(({ name }) => name.toLowerCase() === text.toLowerCase());
  const [only, ...others] = named.length > 0 ? named : suggestions;
  return others.length === 0 ? only?.text : undefined;
}

/** @throws Problem `not_found` */
export const removeRecipient = (ctx: GatewayContext, writer: Writer, id: string, text: string): Promise<void> =>
  change(ctx, writer, id, (draft) => ({ ...draft, recipients: draft.recipients.filter((one) => one !== text) }));

/** Removes a file, and what it said of the document and nobody changed. @throws Problem `not_found`, `held` */
export async function removeFile(ctx: GatewayContext, writer: Writer, id: string, file: string): Promise<void> {
  const place = { draft: id, id: file };
  await change(ctx, writer, id, async (draft, tx) => {
    await refuseHeld(tx, id);
    const found = await selectFile(tx, place);
    if (found === undefined) return draft;
    await deleteFile(tx, place);
    return { ...draft, ...dropProposals(draft, found.name) };
  });
  await removeUpload(ctx, place);
}

/** Space of ids of reserved numbers, of this product only: a button pressed twice asks for the same number. */
const reservations = '6c0f2c1e-5d0b-4c39-9a55-0d8e6f5a4b21';

/** Reserves the next number and writes it into the draft, unless it has one. @throws Problem as `reserveNumber`; `not_found` */
export async function holdNumber(ctx: GatewayContext, writer: Writer, id: string): Promise<void> {
  const draft = await findDraft(ctx, writer, id);
  const { number: given, notation, date } = readDraft(draft, ctx.now());
  if (given !== '') return;
  const once = uuidv5(`${draft.id} ${draft.version}`, reservations);
  const wish = { id: once, agency: writer.agency, year: yearOf(date, ctx.now()), notation };
  const { number } = await reserveNumber(ctx, writer.principal, wish);
  await saveFields(ctx, writer, id, { typed: { code: `${number}/${notation}` } });
}

/** Another number under the same notation; empty for the one the register gives. @throws Problem `not_found` */
export async function useNumber(ctx: GatewayContext, writer: Writer, id: string, number: string): Promise<void> {
  const { notation } = readDraft(await findDraft(ctx, writer, id), ctx.now());
  await saveFields(ctx, writer, id, { typed: { code: `${number}/${notation}` } });
}

/** @throws Problem `held` */
async function refuseHeld(tx: Transaction, draft: string): Promise<void> {
  await keepHolds(tx);
  if (await isHeldDraft(tx, draft)) throw new Problem('held', { detail: 'A legal hold keeps the draft and its files' });
}

/** Throws a draft away, files and all. @throws Problem `not_found`; `draft_sending` while it is being sent; `held` */
export const discardDraft = (ctx: GatewayContext, writer: Writer, id: string): Promise<void> =>
  remove(ctx, writer, id, refuseHeld);

/** Takes back a draft that was never anybody's: what should have filled it failed. No hold is about it. */
export const abandonDraft = (ctx: GatewayContext, writer: Writer, id: string): Promise<void> =>
  remove(ctx, writer, id, async () => {});

async function remove(
  ctx: GatewayContext,
  writer: Writer,
  id: string,
  require: (tx: Transaction, draft: string) => Promise<void>,
): Promise<void> {
  await findDraft(ctx, writer, id);
  const files = await ctx.database.transaction(async (tx) => {
    await require(tx, id);
    const known = await selectFiles(tx, id);
    if (!(await deleteDraft(tx, writer.agency, id)))
      throw new Problem('draft_sending', { detail: 'Take it back first' });
    return known;
  });
  for (const file of files) await removeUpload(ctx, { draft: id, id: file.id });
}
