/**
 * Whether agencies may stand in the directory as they are written: each by itself, and together with those already there.
 * Gives all faults back instead of stopping at the first, so that an import can be repaired in one go. Writes nothing.
 * Source: Decree 30/2020/NĐ-CP annex VI (lengths), Decision 20/2020/QĐ-TTg article 4 (codes).
 */
import { isCalendarDate } from '../../schemas/directory/calendar-date.js';
import { fieldLengths, lengthOf } from '../../schemas/directory/field-lengths.js';
import { parseOrganCode } from '../../schemas/directory/organ-code.js';
import { isProblem } from '../../schemas/problems/problem.js';
import {
  type Agency,
  mailPolicies,
  mailProtections,
  numberings,
  type Period,
  pdfPolicies,
  type Relatives,
  usableChannels,
} from './agency.js';
import { requireAddress } from './mail-address.js';

/** What is wrong with the agency at `index` of the list. */
export interface AgencyFault {
  readonly index: number;
  readonly field: string;
  readonly detail: string;
}

/** What the directory holds beside the agencies being written. */
export interface DirectoryAround {
  /** Every code with what its agency hangs on. */
  readonly agencies: ReadonlyMap<string, Relatives>;
  /** Every alias with the code it stands for. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Codes of the agencies that have a webhook. */
  readonly webhooks: ReadonlySet<string>;
}

type Say = (field: string, detail: string) => void;

/** The faults of agencies about to be written; none when they may. */
export function checkAgencies(agencies: readonly Agency[], around: DirectoryAround): AgencyFault[] {
  const together = layOver(agencies, around);
  const seen = new Set<string>();
  return agencies.flatMap((agency, index) => {
    const faults: AgencyFault[] = [];
    const say: Say = (field, detail) => void faults.push({ index, field, detail });
    if (seen.has(agency.code)) say('code', `${agency.code} stands in the list twice`);
    seen.add(agency.code);
    checkTexts(agency, together, say);
    checkQuota(agency, 'quotaDay', say);
    checkQuota(agency, 'quotaMonth', say);
    checkQuota(agency, 'quotaTotal', say);
    checkPeriods(agency, say);
    checkRelatives(agency, together, say);
    checkAliases(agency, together, say);
    return faults;
  });
}

const mostQuotaBytes = 1e15;

function checkQuota(agency: Agency, field: 'quotaDay' | 'quotaMonth' | 'quotaTotal', say: Say): void {
  const bytes = agency[field];
  if (bytes !== null && !(Number.isSafeInteger(bytes) && bytes >= 1 && bytes <= mostQuotaBytes))
    say(field, `A limit is a number of bytes from 1 to ${mostQuotaBytes}`);
}

function checkTexts(agency: Agency, around: DirectoryAround, say: Say): void {
  if (parseOrganCode(agency.code)?.code !== agency.code)
    say('code', `"${agency.code.slice(0, 60)}" cannot be an identification code`);
  if (agency.name === '' || lengthOf(agency.name) > fieldLengths.organName)
    say('name', `A name has 1 to ${fieldLengths.organName} characters`);
  if (!numberings.includes(agency.numbering)) say('numbering', `Numbers are given by one of ${numberings.join(', ')}`);
  checkChannel(agency, around, say);
  if (!pdfPolicies.includes(agency.pdfPolicy))
    say('pdfPolicy', `The policy for PDFs is one of ${pdfPolicies.join(', ')}`);
  if (!mailProtections.includes(agency.mailProtection))
    say('mailProtection', `Mails are one of ${mailProtections.join(', ')}`);
  if (!mailPolicies.includes(agency.mailPolicy))
    say('mailPolicy', `The policy for documents by mail is one of ${mailPolicies.join(', ')}`);
  if (agency.email !== null) checkAddress(agency.email, agency.demonstration, say);
  else if (agency.channel === 'email') say('email', 'The channel email needs an address');
  else if (agency.mailPolicy === 'confirmed') say('email', 'The mail policy confirmed needs an address');
}

/** What is sent to an agency whose channel cannot be used would be accepted and then fail. */
function checkChannel({ code, channel }: Agency, { webhooks }: DirectoryAround, say: Say): void {
  if (!usableChannels.includes(channel)) say('channel', `The channel is one of ${usableChannels.join(', ')}`);
  else if (channel === 'webhook' && !webhooks.has(code))
    say('channel', `${code} has no webhook yet: \`congvan webhook set\` gives it one and the channel with it`);
}

function checkAddress(address: string, demonstration: boolean, say: Say): void {
  try {
    requireAddress(address, { field: 'email', demonstration });
  } catch (error) {
    if (!isProblem(error)) throw error;
    say('email', error.detail);
  }
}

function checkPeriods(agency: Agency, say: Say): void {
  checkPeriod(agency, '', say);
  for (const alias of agency.aliases) checkPeriod(alias, `aliases ${alias.code}: `, say);
}

function checkPeriod({ validFrom, validTo }: Period, where: string, say: Say): void {
  if (validFrom !== null && !isCalendarDate(validFrom))
    say('validFrom', `${where}"${validFrom.slice(0, 20)}" is not a day (YYYY-MM-DD)`);
  else if (validTo !== null && !isCalendarDate(validTo))
    say('validTo', `${where}"${validTo.slice(0, 20)}" is not a day (YYYY-MM-DD)`);
  else if (validFrom !== null && validTo !== null && validTo < validFrom)
    say('validTo', `${where}It ends before it begins`);
}

function checkRelatives(agency: Agency, { agencies }: DirectoryAround, say: Say): void {
  for (const field of ['parent', 'successor'] as const) {
    const code = agency[field];
    if (code === null) continue;
    if (!agencies.has(code)) say(field, `There is no agency ${code.slice(0, 60)}`);
    else if (code === agency.code) say(field, 'An agency cannot be its own');
    else if (leadsBack(agency.code, field, agencies))
      say(field, `From ${field} to ${field} it leads back to this agency`);
  }
  const successor = agency.successor === null ? undefined : agencies.get(agency.successor);
  if (successor === undefined) return;
  if (agency.validTo === null) say('validTo', 'An agency with a successor ends on a day');
  else if (successor.validTo !== null && successor.validTo < agency.validTo)
    say('successor', `${agency.successor} has ended before ${agency.validTo}`);
}

function leadsBack(code: string, by: 'parent' | 'successor', agencies: ReadonlyMap<string, Relatives>): boolean {
  const seen = new Set<string>();
  const next = (from: string) => agencies.get(from)?.[by] ?? null;
  for (let at = next(code); at !== null && !seen.has(at); at = next(at)) {
    if (at === code) return true;
    seen.add(at);
  }
  return false;
}

function checkAliases(agency: Agency, around: DirectoryAround, say: Say): void {
  const own = agency.aliases.map(({ code }) => code);
  for (const [i, alias] of own.entries()) {
    const owner = around.aliases.get(alias);
    if (parseOrganCode(alias)?.code !== alias)
      say('aliases', `"${alias.slice(0, 60)}" cannot be an identification code`);
    else if (around.agencies.has(alias)) say('aliases', `${alias} is the code of an agency`);
    else if (own.indexOf(alias) !== i) say('aliases', `${alias} is given twice`);
    else if (owner !== undefined && owner !== agency.code) say('aliases', `${alias} already stands for ${owner}`);
  }
  const owner = around.aliases.get(agency.code);
  if (owner !== undefined) say('code', `${agency.code} already stands for ${owner}`);
}

/** The directory as it would be afterwards. The first of two agencies that claim one alias keeps it; the other is at fault. */
function layOver(agencies: readonly Agency[], around: DirectoryAround): DirectoryAround {
  const together = new Map(around.agencies);
  const written = new Set(agencies.map(({ code }) => code));
  const aliases = new Map([...around.aliases].filter(([, owner]) => !written.has(owner)));
  for (const agency of agencies) {
    together.set(agency.code, agency);
    for (const alias of agency.aliases) if (!aliases.has(alias.code)) aliases.set(alias.code, agency.code);
  }
  return { ...around, agencies: together, aliases };
}
