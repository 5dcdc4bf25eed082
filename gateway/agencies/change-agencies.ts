/**
 * The directory's changes: an agency added or changed, many written at once, agencies merged into another.
 * One writer at a time, so that circles and doubled aliases cannot slip in between two checks. Agencies are never deleted:
 * old documents must still resolve; they end on a day instead.
 */
import { foldText } from '../../schemas/directory/fold-text.js';
import { organCodeSpellings } from '../../schemas/directory/organ-code.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import type { Queryable, Transaction } from '../database/database.js';
import { followChannels } from '../deliveries/deliveries.store.js';
import type { NewEvent } from '../evidence/events.js';
import { recordEvents } from '../evidence/events.store.js';
import {
  type AgencyRow,
  lockDirectory,
  replaceAliases,
  selectAgenciesByCode,
  selectAliases,
  selectRelatives,
  upsertAgencies,
} from './agencies.store.js';
import type { Agency, AgencyAlias } from './agency.js';
import { type AgencyFault, checkAgencies } from './check-agencies.js';
import { selectWebhookAgencies } from './webhooks.store.js';

/** What can be said of an agency; what is left out stays as it is (or gets its default in a new one). */
export interface AgencyDraft {
  readonly code: string;
  readonly name?: string;
  readonly parent?: string | null;
  readonly email?: string | null;
  readonly channel?: string;
  readonly numbering?: string;
  readonly pdfPolicy?: string;
  readonly mailProtection?: string;
  readonly mailPolicy?: string;
  readonly quotaDay?: number | null;
  readonly quotaMonth?: number | null;
  readonly quotaTotal?: number | null;
  readonly validFrom?: string | null;
  readonly validTo?: string | null;
  readonly successor?: string | null;
  readonly aliases?: readonly AgencyAlias[];
  /** Of a new agency only; it cannot be taken back. */
  readonly demonstration?: boolean;
}

/**
 * Adds an agency.
 * @throws Problem `already_exists`; `invalid_request` naming the first wrong field
 */
export function addAgency(ctx: GatewayContext, draft: AgencyDraft, actor: string): Promise<Agency> {
  return changeOne(ctx, draft, actor, (known) => {
    if (known !== undefined)
      throw new Problem('already_exists', { detail: `There is an agency ${known.code} already`, field: 'code' });
  });
}

/**
 * Changes an agency.
 * @throws Problem `not_found`; `invalid_request` naming the first wrong field
 */
export function patchAgency(ctx: GatewayContext, draft: AgencyDraft, actor: string): Promise<Agency> {
  return changeOne(ctx, draft, actor, (known) => {
    if (known === undefined)
      throw new Problem('not_found', { detail: `There is no agency ${draft.code.slice(0, 60)}` });
  });
}

function changeOne(
  ctx: GatewayContext,
  draft: AgencyDraft,
  actor: string,
  judge: (known: Agency | undefined) => void,
): Promise<Agency> {
  return ctx.database.transaction(async (tx) => {
    await lockDirectory(tx);
    const [known] = await selectAgenciesByCode(tx, [draft.code]);
    judge(known);
    const { faults, agencies, mergers } = await writeAgencies(tx, [draft]);
    const [fault] = faults;
    if (fault !== undefined) throw new Problem('invalid_request', { detail: fault.detail, field: fault.field });
    await recordEvents(tx, [
      {
        kind: 'agency.changed',
        agencies: [draft.code],
        payload: { agency: draft.code, changed: fieldsOf(draft), actor },
      },
      ...mergers.map((merger) => mergerEvent(merger, actor)),
    ]);
    return agencies[0] as Agency;
  });
}

/** What was said of it; what it says is in the directory. */
const fieldsOf = (draft: AgencyDraft): string[] =>
  Object.entries(draft).flatMap(([field, value]) => (field === 'code' || value === undefined ? [] : [field]));

export interface WrittenAgencies {
  readonly faults: readonly AgencyFault[];
  readonly agencies: readonly Agency[];
  /** Those that got a successor by it; the caller records it. */
  readonly mergers: readonly Merger[];
}

export interface PlannedAgencies {
  readonly faults: readonly AgencyFault[];
  /** As they would be afterwards. */
  readonly agencies: readonly Agency[];
  /** As they are, by code; new ones are not among them. */
  readonly known: ReadonlyMap<string, Agency>;
}

/** What writing these drafts would come to. Writes nothing. */
export async function planAgencies(db: Queryable, drafts: readonly AgencyDraft[]): Promise<PlannedAgencies> {
  const codes = drafts.map(({ code }) => code.trim());
  const known = new Map((await selectAgenciesByCode(db, codes)).map((agency) => [agency.code, agency]));
  const agencies = drafts.map((draft) => layDraftOver(known.get(draft.code.trim()), draft));
  const around = {
    agencies: await selectRelatives(db),
    aliases: await selectAliases(db),
    webhooks: await selectWebhookAgencies(db),
  };
  return { faults: checkAgencies(agencies, around), agencies, known };
}

/**
 * Writes agencies, new or known, all or none: with faults nothing is written and the caller must end the transaction.
 * The caller holds the directory's lock.
 */
export async function writeAgencies(tx: Transaction, drafts: readonly AgencyDraft[]): Promise<WrittenAgencies> {
  const { known, agencies, faults } = await planAgencies(tx, drafts);
  if (faults.length > 0) return { faults, agencies: [], mergers: [] };
  await upsertAgencies(tx, agencies.map(rowOf));
  await replaceAliases(tx, agencies);
  await followChannels(
    tx,
    agencies.map(({ code }) => code),
  );
  const merged = agencies.filter(({ code, successor }) => successor !== (known.get(code)?.successor ?? null));
  return { faults, agencies, mergers: merged.flatMap(mergerOf) };
}

function mergerOf({ code, successor, validTo }: Agency): Merger[] {
  return successor === null ? [] : [{ agencies: [code], into: successor, lastDay: validTo ?? '' }];
}

/** Those that end and the one they become part of are told. */
export function mergerEvent({ agencies, into, lastDay }: Merger, actor: string): NewEvent {
  return { kind: 'agency.merged', agencies: [...agencies, into], payload: { merged: agencies, into, lastDay, actor } };
}

const newAgency: Omit<Agency, 'code' | 'name'> = {
  parent: null,
  email: null,
  channel: 'local',
  numbering: 'gateway',
  pdfPolicy: 'warn',
  mailProtection: 'signed',
  mailPolicy: 'signed',
  quotaDay: null,
  quotaMonth: null,
  quotaTotal: null,
  validFrom: null,
  validTo: null,
  successor: null,
  demonstration: false,
  aliases: [],
};

function layDraftOver(known: Agency | undefined, draft: AgencyDraft): Agency {
  const said = Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined)) as Partial<Agency>;
  const agency: Agency = { name: '', ...newAgency, ...known, ...said, code: draft.code.trim() };
  return {
    ...agency,
    name: agency.name.normalize('NFC').replace(/\s+/gu, ' ').trim(),
    demonstration: known?.demonstration ?? draft.demonstration ?? false,
  };
}

function rowOf(agency: Agency): AgencyRow {
  const codes = [agency.code, ...agency.aliases.map(({ code }) => code)].flatMap(organCodeSpellings);
  const { aliases: _, ...rest } = agency;
  return { ...rest, search: foldText([agency.name, ...new Set(codes)].join(' ')) };
}

export interface Merger {
  /** Codes of the agencies that end. */
  readonly agencies: readonly string[];
  /** Code of the agency they become part of; it exists already. */
  readonly into: string;
  /** Their last day, YYYY-MM-DD. */
  readonly lastDay: string;
}

/**
 * Merges agencies into another: they end on a day and name it as their successor. Old documents still name them; what is sent to
 * them afterwards goes to the successor (expand-recipients.ts).
 * @throws Problem `not_found` for an unknown code; `invalid_request` for a merger of nobody, into itself, in a circle, or into an
 *   agency that has ended by then
 */
export async function mergeAgencies(ctx: GatewayContext, merger: Merger, actor: string): Promise<void> {
  if (merger.agencies.length === 0)
    throw new Problem('invalid_request', { detail: 'Name the agencies that end', field: 'agencies' });
  await ctx.database.transaction(async (tx) => {
    await lockDirectory(tx);
    const all = [...merger.agencies, merger.into];
    const known = await selectAgenciesByCode(tx, all);
    const missing = all.find((code) => !known.some((agency) => agency.code === code));
    if (missing !== undefined) throw new Problem('not_found', { detail: `There is no agency ${missing.slice(0, 60)}` });
    const drafts = merger.agencies.map((code) => ({ code, validTo: merger.lastDay, successor: merger.into }));
    const { faults } = await writeAgencies(tx, drafts);
    const [fault] = faults;
    if (fault !== undefined)
      throw new Problem('invalid_request', { detail: fault.detail, field: mergerFields[fault.field] ?? fault.field });
    await recordEvents(tx, [mergerEvent(merger, actor)]);
  });
}

/** How a merger calls what is wrong with the agencies that end. */
const mergerFields: Readonly<Record<string, string>> = { successor: 'into', validTo: 'lastDay', code: 'agencies' };
