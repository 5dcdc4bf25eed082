/** Rows of `agencies` and `agency_aliases`. Does not judge what may be written (change-agencies.ts). */

import type { Queryable } from '../database/database.js';
import { beginningWith, containing } from '../database/like-patterns.js';
import type { Agency, AgencyAlias, Relatives } from './agency.js';

const agencyColumns = `a.code, a.name, a.parent, a.email, a.channel, a.numbering, a.pdf_policy as "pdfPolicy",
  a.mail_protection as "mailProtection", a.mail_policy as "mailPolicy",
  a.quota_day as "quotaDay", a.quota_month as "quotaMonth", a.quota_total as "quotaTotal", a.successor, a.demonstration, a.valid_from as "validFrom", a.valid_to as "validTo",
  coalesce((select jsonb_agg(jsonb_build_object('code', l.alias, 'validFrom', l.valid_from, 'validTo', l.valid_to) order by l.alias)
            from agency_aliases l where l.agency = a.code), '[]') as aliases`;

export interface AgencyFilter {
  /** Folded words, each of which must occur. */
  readonly words: readonly string[];
  readonly parent: string | null;
  /** Only agencies active on this day (YYYY-MM-DD). */
  readonly activeOn: string | null;
  /** The code after which to go on. */
  readonly after: string | null;
  readonly limit: number;
}

/** Agencies in the order of their codes. */
export async function selectAgencies(db: Queryable, filter: AgencyFilter): Promise<Agency[]> {
  const patterns = containing(filter.words);
  const { rows } = await db.query<Agency>(
    `select ${agencyColumns} from agencies a
     where a.search like all ($1::text[]) and ($2::text is null or a.parent = $2) and ($3::text is null or a.code > $3)
       and ($4::date is null or (coalesce(a.valid_from, $4) <= $4 and coalesce(a.valid_to, $4) >= $4))
     order by a.code limit $5`,
    [patterns, filter.parent, filter.after, filter.activeOn, filter.limit],
  );
  return rows;
}

/** The agencies with these codes, in no order. */
export async function selectAgenciesByCode(db: Queryable, codes: readonly string[]): Promise<Agency[]> {
  const { rows } = await db.query<Agency>(
    `select ${agencyColumns} from agencies a where a.code = any ($1::text[])`,
    [codes],
    'agencies-by-code',
  );
  return rows;
}

/** The agencies that have one of these codes or aliases, in no order. */
export async function selectAgenciesKnownAs(db: Queryable, spellings: readonly string[]): Promise<Agency[]> {
  const { rows } = await db.query<Agency>(
    `select ${agencyColumns} from agencies a
     where a.code = any ($1::text[]) or a.code in (select agency from agency_aliases where alias = any ($1::text[]))`,
    [spellings],
    'agencies-known-as',
  );
  return rows;
}

/** Lets one writer at a time change the directory, until the end of the transaction. */
export async function lockDirectory(tx: Queryable): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtext('directory'))");
}

/** Every code with what its agency hangs on: to look for circles and ends. */
export async function selectRelatives(db: Queryable): Promise<Map<string, Relatives>> {
  const { rows } = await db.query<Relatives & { code: string }>(
    'select code, parent, successor, valid_to as "validTo" from agencies',
  );
  return new Map(rows.map(({ code, ...relatives }) => [code, relatives]));
}

/** Every alias with the agency it stands for. */
export async function selectAliases(db: Queryable): Promise<Map<string, string>> {
  const { rows } = await db.query<{ alias: string; agency: string }>('select alias, agency from agency_aliases');
  return new Map(rows.map((row) => [row.alias, row.agency]));
}

export interface AgencyRow extends Omit<Agency, 'aliases'> {
  /** Folded text that search looks into. */
  readonly search: string;
}

/** Writes whole agencies, new or known; parents and successors may stand anywhere in the list. */
export async function upsertAgencies(tx: Queryable, agencies: readonly AgencyRow[]): Promise<void> {
  const rows = JSON.stringify(agencies);
  await tx.query(
    `insert into agencies (code, name, search, email, channel, numbering, pdf_policy, mail_protection, mail_policy, quota_day,
       quota_month, quota_total, valid_from, valid_to, demonstration)
     select code, name, search, email, channel, numbering, "pdfPolicy", "mailProtection", "mailPolicy", "quotaDay", "quotaMonth", "quotaTotal",
       "validFrom", "validTo", demonstration
     from jsonb_to_recordset($1::jsonb) as r(code text, name text, search text, email text, channel text, numbering text,
       "pdfPolicy" text, "mailProtection" text, "mailPolicy" text, "quotaDay" bigint, "quotaMonth" bigint, "quotaTotal" bigint, "validFrom" date, "validTo" date, demonstration boolean)
     on conflict (code) do update set name = excluded.name, search = excluded.search, email = excluded.email,
       channel = excluded.channel, numbering = excluded.numbering, pdf_policy = excluded.pdf_policy,
       mail_protection = excluded.mail_protection, mail_policy = excluded.mail_policy,
       quota_day = excluded.quota_day, quota_month = excluded.quota_month, quota_total = excluded.quota_total, valid_from = excluded.valid_from,
       valid_to = excluded.valid_to, updated_at = now()`,
    [rows],
  );
  // Second, because the rows they refer to may have come in the same statement.
  await tx.query(
    `update agencies a set parent = r.parent, successor = r.successor
     from jsonb_to_recordset($1::jsonb) as r(code text, parent text, successor text)
     where a.code = r.code and (a.parent is distinct from r.parent or a.successor is distinct from r.successor)`,
    [rows],
  );
}

/** Makes an agency be reached by another channel; what waits for it is the caller's matter. */
export async function updateChannel(tx: Queryable, agency: string, channel: Agency['channel']): Promise<void> {
  await tx.query('update agencies set channel = $2, updated_at = now() where code = $1 and channel <> $2', [
    agency,
    channel,
  ]);
}

/** Makes these the only aliases of their agencies. */
export async function replaceAliases(
  tx: Queryable,
  agencies: readonly Pick<Agency, 'code' | 'aliases'>[],
): Promise<void> {
  await tx.query('delete from agency_aliases where agency = any ($1::text[])', [agencies.map(({ code }) => code)]);
  const rows = agencies.flatMap(({ code, aliases }) =>
    aliases.map((alias: AgencyAlias) => ({ ...alias, alias: alias.code, agency: code })),
  );
  await tx.query(
    `insert into agency_aliases (alias, agency, valid_from, valid_to)
     select alias, agency, "validFrom", "validTo"
     from jsonb_to_recordset($1::jsonb) as r(alias text, agency text, "validFrom" date, "validTo" date)`,
    [JSON.stringify(rows)],
  );
}

/** Codes of the agencies with this mailbox that are active on a day, in order. @param address lower case */
export async function selectActiveByAddress(db: Queryable, address: string, day: string): Promise<readonly string[]> {
  return (await selectActiveByAddresses(db, [address], day)).get(address) ?? [];
}

/** The same for many mailboxes; those of nobody are missing. */
export async function selectActiveByAddresses(
  db: Queryable,
  addresses: readonly string[],
  day: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await db.query<{ address: string; codes: string[] }>(
    `select lower(email) as address, array_agg(code order by code) as codes from agencies
     where lower(email) = any ($1::text[]) and coalesce(valid_from, $2::date) <= $2 and coalesce(valid_to, $2::date) >= $2
     group by lower(email)`,
    [addresses, day],
    'active-by-address',
  );
  return new Map(rows.map(({ address, codes }) => [address, codes]));
}

export interface NamedAgency {
  readonly code: string;
  readonly name: string;
}

/** Agencies active on a day whose folded name begins with one of these: the searched text begins with the name. */
export async function selectAgenciesNamed(
  db: Queryable,
  foldedNames: readonly string[],
  day: string,
): Promise<NamedAgency[]> {
  const patterns = beginningWith(foldedNames);
  const { rows } = await db.query<NamedAgency>(
    `select code, name from agencies where search like any ($1::text[])
       and coalesce(valid_from, $2::date) <= $2 and coalesce(valid_to, $2::date) >= $2 order by code`,
    [patterns, day],
  );
  return rows;
}
