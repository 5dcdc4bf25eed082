/** Looking into the directory: one agency, the one somebody means, or a page of those that match. */

import { foldText } from '../../schemas/directory/fold-text.js';
import { searchWords } from '../../schemas/directory/search-words.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { selectAgencies, selectAgenciesByCode } from './agencies.store.js';
import { type Agency, vietnamDay } from './agency.js';
import { matchAgencies } from './resolve-agency.js';

export interface AgencyQuery {
  /** Words that all occur in the name or codes; letters and diacritics as one likes. */
  readonly q?: string;
  readonly parent?: string;
  /** Only agencies that take part today. */
  readonly active?: boolean;
  readonly cursor?: string;
  /** 1 to 500; 50 when left out. */
  readonly limit?: number;
}

export interface AgencyPage {
  readonly agencies: readonly Agency[];
  /** For the next page; null on the last one. */
  readonly cursor: string | null;
}

/** A page of the directory in the order of codes. */
export async function findAgencies(
  ctx: Pick<GatewayContext, 'database' | 'now'>,
  query: AgencyQuery = {},
): Promise<AgencyPage> {
  const limit = Math.min(Math.max(query.limit ?? 50, 1), 500);
  const agencies = await selectAgencies(ctx.database, {
    words: searchWords(query.q ?? ''),
    parent: query.parent ?? null,
    activeOn: query.active === true ? vietnamDay(ctx.now()) : null,
    after: query.cursor === undefined ? null : Buffer.from(query.cursor, 'base64url').toString(),
    limit: limit + 1,
  });
  const page = agencies.slice(0, limit);
  const last = agencies.length > limit ? page.at(-1) : undefined;
  return { agencies: page, cursor: last === undefined ? null : Buffer.from(last.code).toString('base64url') };
}

/** @throws Problem `not_found` */
export async function getAgency(ctx: Pick<GatewayContext, 'database'>, code: string): Promise<Agency> {
  const [agency] = await selectAgenciesByCode(ctx.database, [code]);
  if (agency === undefined) throw new Problem('not_found', { detail: `There is no agency ${code.slice(0, 60)}` });
  return agency;
}

/** So many are named to somebody whose words fit several. */
const namedAtMost = 4;

/**
 * The agency somebody means by a code, an alias or words of its name, whether it still takes part or not.
 * @throws Problem `unknown_agency` with field `agency`, naming those that fit when several do
 */
export async function agencyMeant(ctx: Pick<GatewayContext, 'database' | 'now'>, text: string): Promise<Agency> {
  const wanted = text.normalize('NFC').trim().slice(0, 200);
  const byCode = (await matchAgencies(ctx.database, [wanted], '')).get(wanted)?.agency;
  if (byCode !== undefined) return byCode;
  const { agencies: fitting } =
    wanted === '' ? { agencies: [] } : await findAgencies(ctx, { q: wanted, limit: namedAtMost });
  const exact = fitting.filter(({ name }) => foldText(name) === foldText(wanted));
  const [only, another] = exact.length === 1 ? exact : fitting;
  if (only !== undefined && another === undefined) return only;
  const detail =
    only === undefined
      ? `No agency has this code or name: "${wanted.slice(0, 60)}"`
      : `Several agencies fit: ${fitting.map(({ code, name }) => `${code} (${name})`).join(', ')}`;
  throw new Problem('unknown_agency', { detail, field: 'agency' });
}
