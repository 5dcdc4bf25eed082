/**
 * Recipients as people write them in a mail: codes, aliases, names of groups, and names of agencies as the directory has them, in any case
 * and with or without diacritics. A name that could be two agencies is none; a name with commas in it is found in its pieces.
 * Does not expand groups nor judge whether an agency takes part (expand-recipients.ts).
 */
import { foldText } from '../../schemas/directory/fold-text.js';
import type { GatewayContext } from '../context.js';
import { type NamedAgency, selectAgenciesNamed } from './agencies.store.js';
import { selectGroups } from './groups.store.js';
import { matchAgencies } from './resolve-agency.js';

export interface WrittenRecipients {
  /** Codes, aliases and names of groups, as `expandRecipients` takes them. */
  readonly to: readonly string[];
  /** What is none of them, as written. */
  readonly unknown: readonly string[];
  /** Names that several agencies have. */
  readonly ambiguous: readonly { readonly text: string; readonly codes: readonly string[] }[];
}

/** "Sở Giáo dục, Khoa học, Văn hóa, Thể thao và Du lịch" has four pieces; nothing longer is tried. */
const mostPieces = 5;
/** Beyond these, names are unknown. */
const mostNames = 500;

/** @param written entries between commas; @param day YYYY-MM-DD */
export async function readWrittenRecipients(
  { database }: Pick<GatewayContext, 'database'>,
  written: readonly string[],
  day: string,
): Promise<WrittenRecipients> {
  const entries = written.map((text) => text.normalize('NFC').replace(/\s+/gu, ' ').trim());
  const groups = new Set((await selectGroups(database, entries, [])).map(({ name }) => name));
  const codes = await matchAgencies(database, entries, day);
  const isKnown = (text: string) => groups.has(text) || codes.has(text);
  const candidates = entries.flatMap((text, at) => (isKnown(text) ? [] : runsFrom(entries, at)));
  const names = await agenciesByName(database, candidates.slice(0, mostNames), day);
  return sortOut(entries, isKnown, names);
}

/** The entry at `at` with those that follow, longest first. */
function runsFrom(entries: readonly string[], at: number): string[] {
  const most = Math.min(mostPieces, entries.length - at);
  return Array.from({ length: most }, (_, index) => entries.slice(at, at + most - index).join(', '));
}

async function agenciesByName(
  database: GatewayContext['database'],
  candidates: readonly string[],
  day: string,
): Promise<ReadonlyMap<string, readonly NamedAgency[]>> {
  if (candidates.length === 0) return new Map();
  const wanted = [...new Set(candidates.map(foldText))];
  const found = await selectAgenciesNamed(database, wanted, day);
  const named = (folded: string) => found.filter(({ name }) => foldText(name) === folded);
  return new Map(
    wanted.map((folded) => [folded, named(folded)] as const).filter(([, agencies]) => agencies.length > 0),
  );
}

function sortOut(
  entries: readonly string[],
  isKnown: (text: string) => boolean,
  names: ReadonlyMap<string, readonly NamedAgency[]>,
): WrittenRecipients {
  const to: string[] = [];
  const unknown: string[] = [];
  const ambiguous: { text: string; codes: string[] }[] = [];
  for (let at = 0; at < entries.length; ) {
    const entry = entries[at] as string;
    const run = isKnown(entry) ? undefined : runsFrom(entries, at).find((text) => names.has(foldText(text)));
    const meant = run === undefined ? [] : agenciesMeant(run, names.get(foldText(run)) ?? []);
    if (isKnown(entry)) to.push(entry);
    else if (run === undefined) unknown.push(entry);
    else if (meant.length === 1) to.push(...meant);
    else ambiguous.push({ text: run, codes: meant });
    at += run === undefined ? 1 : run.split(', ').length;
  }
  return { to, unknown, ambiguous };
}

/** Two agencies may differ in diacritics only: a name as the directory has it decides. */
function agenciesMeant(text: string, found: readonly NamedAgency[]): string[] {
  const exact = found.filter(({ name }) => name === text);
  return (exact.length > 0 ? exact : found).map(({ code }) => code);
}
