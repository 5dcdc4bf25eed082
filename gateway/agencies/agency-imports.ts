/**
 * A directory file between its upload and its confirmation: what it would change, line by line, before anything is changed. Confirmed, it is
 * written whole or not at all.
 */
import { validate as isUuid, v7 as uuidv7 } from 'uuid';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import type { Agency } from './agency.js';
import { insertImport, selectImport, takeImport } from './agency-imports.store.js';
import { planAgencies } from './change-agencies.js';
import { readDrafts, writeDrafts } from './import-agencies.js';

type Asked = Pick<GatewayContext, 'database'>;

/** What is listed; the rest is counted. */
const listed = 200;

export interface ImportFault {
  /** Line of the file as editors number them; the heading is the first. */
  readonly line: number;
  readonly code: string;
  readonly field: string;
  readonly detail: string;
}

export interface ImportChange {
  readonly code: string;
  readonly name: string;
  /** Null for a new agency. */
  readonly fields: readonly { readonly field: string; readonly from: string; readonly to: string }[] | null;
}

export interface ImportPreview {
  readonly id: string;
  readonly rows: number;
  readonly faultCount: number;
  readonly faults: readonly ImportFault[];
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** The first of those added and changed. */
  readonly changes: readonly ImportChange[];
}

/**
 * Keeps a file for its confirmation, which is asked for within a day.
 * @returns its id
 * @throws Problem as `readDrafts`
 */
export async function keepImport({ database }: Asked, bytes: Buffer, actor: string): Promise<string> {
  readDrafts(bytes);
  const id = uuidv7();
  await insertImport(database, { id, content: bytes, actor });
  return id;
}

const unknownImport = () =>
  new Problem('not_found', { detail: 'There is no such file: it was confirmed, or is too old' });

/** What the file would come to now. Changes nothing. @throws Problem `not_found` once it was confirmed, or after a day */
export async function previewImport({ database }: Asked, id: string): Promise<ImportPreview> {
  const content = isUuid(id) ? await selectImport(database, id) : undefined;
  if (content === undefined) throw unknownImport();
  const drafts = readDrafts(content);
  const { faults, agencies, known } = await planAgencies(database, drafts);
  const changes = agencies.map((agency) => changeOf(known.get(agency.code), agency));
  const added = changes.filter(({ fields }) => fields === null);
  const changed = changes.filter(({ fields }) => fields !== null && fields.length > 0);
  return {
    id,
    rows: drafts.length,
    faultCount: faults.length,
    faults: faults
      .slice(0, listed)
      .map(({ index, field, detail }) => ({ line: index + 2, code: drafts[index]?.code ?? '', field, detail })),
    added: added.length,
    changed: changed.length,
    unchanged: changes.length - added.length - changed.length,
    changes: [...added, ...changed].slice(0, listed),
  };
}

const shownFields = [
  'name',
  'parent',
  'email',
  'channel',
  'numbering',
  'pdfPolicy',
  'mailProtection',
  'mailPolicy',
  'validFrom',
  'validTo',
  'successor',
] as const satisfies readonly (keyof Agency)[];

function changeOf(known: Agency | undefined, agency: Agency): ImportChange {
  const { code, name } = agency;
  if (known === undefined) return { code, name, fields: null };
  const fields = shownFields.flatMap((field) =>
    known[field] === agency[field] ? [] : [{ field, from: known[field] ?? '', to: agency[field] ?? '' }],
  );
  const [before, after] = [aliasesOf(known), aliasesOf(agency)];
  return { code, name, fields: before === after ? fields : [...fields, { field: 'aliases', from: before, to: after }] };
}

const aliasesOf = ({ aliases }: Agency) =>
  aliases
    .map(({ code }) => code)
    .sort()
    .join(' ');

/**
 * Writes the file and forgets it: who comes second finds nothing.
 * @returns how many agencies were written
 * @throws Problem `not_found`; `invalid_request` naming every wrong row, with nothing written and the file still there
 */
export function confirmImport({ database }: Asked, id: string, actor: string): Promise<number> {
  return database.transaction(async (tx) => {
    const content = isUuid(id) ? await takeImport(tx, id) : undefined;
    if (content === undefined) throw unknownImport();
    return writeDrafts(tx, readDrafts(content), actor);
  });
}
