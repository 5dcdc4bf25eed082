/**
 * The directory as a CSV file: read in (new agencies added, known ones changed, all or none) and written out again.
 * A column that is missing changes nothing; an empty cell clears the value.
 */
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import type { Transaction } from '../database/database.js';
import { recordEvents } from '../evidence/events.store.js';
import { lockDirectory, selectAgencies } from './agencies.store.js';
import type { Agency, AgencyAlias } from './agency.js';
import { type AgencyDraft, mergerEvent, writeAgencies } from './change-agencies.js';
import type { AgencyFault } from './check-agencies.js';
import { parseCsv, writeCsv } from './csv.js';

const columnNames = [
  'code',
  'name',
  'parent',
  'email',
  'channel',
  'numbering',
  'valid_from',
  'valid_to',
  'successor',
  'aliases',
  'pdf_policy',
  'mail_protection',
  'mail_policy',
] as const;

/** Problems beyond these are counted, not listed. */
const listedFaults = 100;

/**
 * Takes in a CSV file with a heading; `code` is needed, `name` for new agencies.
 * @returns how many agencies were written
 * @throws Problem `invalid_request` naming every wrong row (nothing is written then)
 */
export async function importAgencies(ctx: GatewayContext, bytes: Uint8Array, actor: string): Promise<number> {
  const drafts = readDrafts(bytes);
  return ctx.database.transaction((tx) => writeDrafts(tx, drafts, actor));
}

/**
 * The agencies a CSV file speaks of, in its order.
 * @throws Problem `invalid_request` for a file that cannot be read, or has columns nobody knows
 */
export function readDrafts(bytes: Uint8Array): AgencyDraft[] {
  const { columns, rows } = parseCsv(bytes);
  refuseColumns(columns);
  return rows.map((row) => draftOf(row));
}

/** As `importAgencies`, inside a transaction of the caller. */
export async function writeDrafts(tx: Transaction, drafts: readonly AgencyDraft[], actor: string): Promise<number> {
  await lockDirectory(tx);
  const { faults, mergers } = await writeAgencies(tx, drafts);
  if (faults.length > 0) throw new Problem('invalid_request', { detail: describe(faults, drafts) });
  await recordEvents(tx, [
    { kind: 'agency.changed', agencies: [], payload: { imported: drafts.length, actor } },
    ...mergers.map((merger) => mergerEvent(merger, actor)),
  ]);
  return drafts.length;
}

function refuseColumns(columns: readonly string[]): void {
  const unknown = columns.filter((name) => !(columnNames as readonly string[]).includes(name));
  if (unknown.length > 0) {
    const detail = `There is no column ${unknown.map((name) => `"${name.slice(0, 40)}"`).join(', ')}; there are: ${columnNames.join(', ')}`;
    throw new Problem('invalid_request', { detail, field: 'heading' });
  }
  if (!columns.includes('code'))
    throw new Problem('invalid_request', { detail: 'The column "code" is missing', field: 'heading' });
}

function draftOf(row: Readonly<Record<string, string>>): AgencyDraft {
  const text = (name: string) => (row[name] === undefined || row[name] === '' ? undefined : row[name]);
  const clearable = (name: string) => (row[name] === undefined ? undefined : row[name] || null);
  const draft = {
    code: row['code'] ?? '',
    name: text('name'),
    parent: clearable('parent'),
    email: clearable('email'),
    channel: text('channel'),
    numbering: text('numbering'),
    pdfPolicy: text('pdf_policy'),
    mailProtection: text('mail_protection'),
    mailPolicy: text('mail_policy'),
    validFrom: clearable('valid_from'),
    validTo: clearable('valid_to'),
    successor: clearable('successor'),
    aliases: row['aliases'] === undefined ? undefined : readAliases(row['aliases']),
  };
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined)) as unknown as AgencyDraft;
}

/** `000.00.00.H30 H30.X[2016-01-01..2020-12-31]`: codes separated by spaces, with the days they hold when these are bounded. */
function readAliases(text: string): AgencyAlias[] {
  const parts = text.split(/\s+/).filter((part) => part !== '');
  return parts.map((part) => {
    const [, code = part, validFrom = '', validTo = ''] = /^([^[\]]+)\[([^.\]]*)\.\.([^\]]*)\]$/.exec(part) ?? [];
    return { code, validFrom: validFrom || null, validTo: validTo || null };
  });
}

function writeAlias({ code, validFrom, validTo }: AgencyAlias): string {
  return validFrom === null && validTo === null ? code : `${code}[${validFrom ?? ''}..${validTo ?? ''}]`;
}

function describe(faults: readonly AgencyFault[], drafts: readonly AgencyDraft[]): string {
  const lines = faults
    .slice(0, listedFaults)
    .map(
      ({ index, field, detail }) => `row ${index + 1} (${drafts[index]?.code.slice(0, 40) ?? ''}), ${field}: ${detail}`,
    );
  const rest = faults.length - lines.length;
  return [...lines, ...(rest > 0 ? [`… and ${rest} more`] : [])].join('\n');
}

/** The whole directory in the form `importAgencies` takes. */
export async function exportAgencies(ctx: Pick<GatewayContext, 'database'>): Promise<string> {
  const agencies = await selectAgencies(ctx.database, {
    words: [],
    parent: null,
    activeOn: null,
    after: null,
    limit: 1_000_000,
  });
  return writeCsv([columnNames, ...agencies.map(cellsOf)]);
}

const cellsOf = (agency: Agency): (string | null)[] => [
  agency.code,
  agency.name,
  agency.parent,
  agency.email,
  agency.channel,
  agency.numbering,
  agency.validFrom,
  agency.validTo,
  agency.successor,
  agency.aliases.map(writeAlias).join(' '),
  agency.pdfPolicy,
  agency.mailProtection,
  agency.mailPolicy,
];
