/**
 * Which agency is meant by a code or alias, in either official form, on a given day.
 * Does not expand groups (expand-recipients.ts).
 * Source: Decision 20/2020/QĐ-TTg and QCVN 102:2016/BTTTT (both forms in use); codes have validity dates.
 */
import { levelOneName } from '../../schemas/directory/level-one.js';
import { organCodeSpellings, parseOrganCode } from '../../schemas/directory/organ-code.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import type { Queryable } from '../database/database.js';
import { selectAgenciesKnownAs } from './agencies.store.js';
import { type Agency, holdsOn, vietnamDay } from './agency.js';

/** How a code was found: nothing, or the agency and whether code and agency hold on the day asked for. */
export interface Match {
  readonly agency: Agency;
  /** False when it was found by an alias that is not valid on the day. */
  readonly isCodeInUse: boolean;
}

/**
 * The agency that has this code or alias and takes part on the day.
 * @param onDate an instant, or a day in Vietnam as YYYY-MM-DD; today when left out
 * @param field named in the problem
 * @throws Problem `unknown_agency`; `agency_closed` naming its successor or current code
 */
export async function resolveAgency(
  ctx: Pick<GatewayContext, 'database' | 'now'>,
  codeOrAlias: string,
  onDate: Date | string = ctx.now(),
  field?: string,
): Promise<Agency> {
  const matches = await matchAgencies(ctx.database, [codeOrAlias], dayOf(onDate));
  return requireActive(matches.get(codeOrAlias), codeOrAlias, dayOf(onDate), field);
}

/** The day in Vietnam meant by an instant or a day. */
export const dayOf = (date: Date | string): string => (typeof date === 'string' ? date : vietnamDay(date));

/** All these codes and aliases at once; what nobody has is missing in the answer. */
export async function matchAgencies(db: Queryable, codes: readonly string[], day: string): Promise<Map<string, Match>> {
  const spellings = new Map(codes.map((code) => [code, parseOrganCode(code) === null ? [] : organCodeSpellings(code)]));
  const agencies = await selectAgenciesKnownAs(db, [...new Set([...spellings.values()].flat())]);
  const byCode = new Map(agencies.map((agency) => [agency.code, agency]));
  const byAlias = new Map(
    agencies.flatMap((agency) => agency.aliases.map((alias) => [alias.code, { agency, alias }] as const)),
  );
  const found = new Map<string, Match>();
  for (const [code, candidates] of spellings) {
    const match = firstMatch(candidates, byCode, byAlias, day);
    if (match !== undefined) found.set(code, match);
  }
  return found;
}

type Aliases = ReadonlyMap<string, { readonly agency: Agency; readonly alias: Agency['aliases'][number] }>;

/** A spelling as written wins over a converted one, a code over an alias. */
function firstMatch(
  candidates: readonly string[],
  byCode: ReadonlyMap<string, Agency>,
  byAlias: Aliases,
  day: string,
): Match | undefined {
  for (const candidate of candidates) {
    const agency = byCode.get(candidate);
    if (agency !== undefined) return { agency, isCodeInUse: true };
    const known = byAlias.get(candidate);
    if (known !== undefined) return { agency: known.agency, isCodeInUse: holdsOn(known.alias, day) };
  }
  return undefined;
}

/** @throws Problem `unknown_agency` without a match; `agency_closed` when the match does not hold on the day */
export function requireActive(match: Match | undefined, code: string, day: string, field: string | undefined): Agency {
  const where = field === undefined ? {} : { field };
  if (match === undefined)
    throw new Problem('unknown_agency', {
      detail: `No agency has the code "${code.slice(0, 60)}"${placeOf(code)}`,
      ...where,
    });
  const { agency } = match;
  if (!match.isCodeInUse)
    throw new Problem('agency_closed', {
      detail: `The code ${code} is not in use on ${day}; the agency’s code is ${agency.code}`,
      ...where,
    });
  if (holdsOn(agency, day)) return agency;
  throw new Problem('agency_closed', { detail: closedDetail(agency, day), ...where });
}

/** Whose code it would be, by its first level: tells a wrong digit from an agency that does not take part here. */
function placeOf(code: string): string {
  const name = levelOneName(parseOrganCode(code)?.levels[0] ?? '');
  return name === undefined ? '' : `; codes of that form belong to ${name}`;
}

function closedDetail(agency: Agency, day: string): string {
  const name = `${agency.code} (${agency.name})`;
  if (agency.validFrom !== null && day < agency.validFrom) return `${name} takes part from ${agency.validFrom} on`;
  const successor = agency.successor === null ? '' : `; its successor is ${agency.successor}`;
  return `${name} took part until ${agency.validTo}${successor}`;
}

/** The code of the agency meant by a code or alias, whether active or not; undefined when there is none. */
export async function identifyAgency(db: Queryable, codeOrAlias: string): Promise<string | undefined> {
  return (await matchAgencies(db, [codeOrAlias], '')).get(codeOrAlias)?.agency.code;
}

/**
 * The codes of agencies that must exist, whether active or not: for tokens and people.
 * @throws Problem `unknown_agency` with field `agencies[i]`
 */
export async function requireAgencies(db: Queryable, codes: readonly string[]): Promise<string[]> {
  const matches = await matchAgencies(db, codes, '');
  const found = codes.map((code, i) => {
    const match = matches.get(code);
    if (match === undefined)
      throw new Problem('unknown_agency', {
        detail: `No agency has the code "${code.slice(0, 60)}"`,
        field: `agencies[${i}]`,
      });
    return match.agency.code;
  });
  return [...new Set(found)];
}
