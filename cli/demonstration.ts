/**
 * The demonstration province, made at the first start: agencies, their seals, sample documents, tokens.
 * Can be cut off anywhere and goes on at the next start; the file with the tokens is written last. It is not in a backup: a restored
 * demonstration gets new tokens.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { certificatesToPem } from '../certs/keys/pem-text.js';
import { writeDurably } from '../certs/keys/write-durably.js';
import {
  type DemonstrationAccount,
  type DemonstrationToken,
  giveDemonstrationPasswords,
  issueDemonstrationTokens,
  loadDemonstration,
} from '../gateway/agencies/demonstration.js';
import { findAgencies } from '../gateway/agencies/find-agencies.js';
import { findUsableSeals } from '../gateway/identity/certificates.store.js';
import { findAccount } from '../gateway/identity/credentials.store.js';
import { issueAgencySeal } from '../gateway/identity/issue-for-agency.js';
import { authenticate } from '../gateway/identity/tokens.js';
import { readTrust } from '../gateway/identity/trust.js';
import { isProblem } from '../schemas/problems/problem.js';
import type { Gateway } from './wiring.js';

const actor = 'system:demonstration';
const sealsAtOnce = 4;

const demonstrationFile = (dataFolder: string) => join(dataFolder, 'demo-tokens.json');
export const samplesFolder = (dataFolder: string) => join(dataFolder, 'samples');
/** The root of this gateway's authority, PEM: for other people's verifiers. */
export const trustFile = (dataFolder: string) => join(samplesFolder(dataFolder), 'trust.pem');

/** @returns the tokens of the demonstration, or null when this gateway has agencies of its own */
export async function prepareDemonstration(
  gateway: Gateway,
  onProgress: (done: number, total: number) => void,
): Promise<readonly DemonstrationToken[] | null> {
  const { ctx } = gateway;
  const known = await readDemonstration(ctx.config.data);
  if (known !== null && (await isGood(gateway, known))) return known;
  await loadDemonstration(ctx);
  const codes = await demonstrationCodes(gateway);
  if (codes.length === 0) return null;
  await sealAll(gateway, codes, onProgress);
  const { loadSampleDocuments, writeSampleFiles } = await import('../gateway/documents/sample/load-samples.js');
  await loadSampleDocuments(ctx);
  await writeSampleFiles(ctx, samplesFolder(ctx.config.data));
  const { anchors } = await readTrust(ctx.database);
  await writeDurably(trustFile(ctx.config.data), certificatesToPem(anchors));
  const tokens = await issueDemonstrationTokens(ctx);
  await writeDurably(demonstrationFile(ctx.config.data), `${JSON.stringify(tokens, null, 1)}\n`);
  return tokens;
}

const accountsFile = (dataFolder: string) => join(dataFolder, 'demo-accounts.json');

/**
 * Accounts of the demonstration to sign in with, one of every role. Their passwords are made once and kept beside the tokens.
 * @returns null when this gateway has no demonstration people
 */
export async function prepareDemonstrationAccounts({ ctx }: Gateway): Promise<readonly DemonstrationAccount[] | null> {
  const file = accountsFile(ctx.config.data);
  const text = await readFile(file, 'utf8').catch(() => null);
  const kept = text === null ? [] : (JSON.parse(text) as DemonstrationAccount[]);
  // Of another database, e.g. a restored one: nobody there has these passwords.
  const first = kept[0] && (await findAccount(ctx.database, kept[0].email));
  if (typeof first?.hash === 'string') return kept;
  const accounts = await giveDemonstrationPasswords(ctx);
  if (accounts.length === 0) return null;
  await writeDurably(file, `${JSON.stringify(accounts, null, 1)}\n`);
  return accounts;
}

/** The tokens of this data folder's demonstration; null when there is none. */
export async function readDemonstration(dataFolder: string): Promise<readonly DemonstrationToken[] | null> {
  const text = await readFile(demonstrationFile(dataFolder), 'utf8').catch(() => null);
  return text === null ? null : (JSON.parse(text) as DemonstrationToken[]);
}

/** The file may be older than the database, when that was made anew. */
async function isGood({ ctx }: Gateway, [first]: readonly DemonstrationToken[]): Promise<boolean> {
  try {
    await authenticate(ctx, first?.token);
    return true;
  } catch (error) {
    if (isProblem(error, 'unauthenticated')) return false;
    throw error;
  }
}

async function demonstrationCodes({ ctx }: Gateway): Promise<string[]> {
  const { agencies } = await findAgencies(ctx, { limit: 200, active: true });
  return agencies.filter(({ demonstration }) => demonstration).map(({ code }) => code);
}

/** A few at a time: keys are made on other threads. */
async function sealAll(
  { ctx, desk }: Gateway,
  codes: readonly string[],
  onProgress: (done: number, total: number) => void,
): Promise<void> {
  const waiting = [...codes];
  let done = 0;
  const work = async () => {
    for (let agency = waiting.shift(); agency !== undefined; agency = waiting.shift()) {
      const seals = await findUsableSeals(ctx.database, agency, ctx.now());
      if (seals.length === 0) await issueAgencySeal(desk, { agency, actor });
      onProgress(++done, codes.length);
    }
  };
  await Promise.all(Array.from({ length: sealsAtOnce }, work));
}
