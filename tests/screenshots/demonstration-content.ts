/** The demonstration's gateway in a process of its own, with a year of letters and a day's work, all brought in through the API. */
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../bench/peers/free-port.js';
import { endProcess, spawnReady } from '../../bench/running-gateway.js';
import { vietnamDay } from '../../gateway/agencies/agency.js';
import type { DemonstrationAccount } from '../../gateway/agencies/demonstration.js';
import { program } from '../kill/topology.js';
import { Api } from './api.js';
import { courseLetter, type DayOfWork, workADay } from './day-of-work.js';
import { fillMonthsBefore } from './months-before.js';

export interface DemonstrationContent extends DayOfWork {
  readonly url: string;
  readonly accounts: readonly DemonstrationAccount[];
  /** What was sent, as its container. */
  readonly container: Buffer;
  /** A letter that a clerk may send. */
  readonly letter: Buffer;
  stop(): Promise<void>;
}

const readJson = async <T>(path: string): Promise<T> => JSON.parse(await readFile(path, 'utf8')) as T;

/** What is in the gateway once everybody has worked. */
async function fill(url: string, data: string): Promise<Omit<DemonstrationContent, 'url' | 'stop'>> {
  const tokens = await readJson<readonly { key: string; token: string }[]>(join(data, 'demo-tokens.json'));
  const of = (key: string) => new Api(url, tokens.find((one) => one.key === key)?.token ?? '');
  const writers = { sender: of('sender'), recipient: of('recipient'), office: of('office') };
  const today = vietnamDay(new Date());
  const letter = await courseLetter(today);
  await fillMonthsBefore(writers, letter, today);
  const day = await workADay(writers, today);
  const container = Buffer.from(await (await writers.sender.call(`/documents/${day.sent}/container`)).arrayBuffer());
  const accounts = await readJson<readonly DemonstrationAccount[]>(join(data, 'demo-accounts.json'));
  return { ...day, accounts, container, letter };
}

/** @param settings that differ from the demonstration's own */
export async function openDemonstration(settings: NodeJS.ProcessEnv = {}): Promise<DemonstrationContent> {
  const data = await mkdtemp(join(tmpdir(), 'congvan-pictures-'));
  await chmod(data, 0o711);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = { CONGVAN_DATA: data, CONGVAN_PORT: String(port), CONGVAN_LOG_LEVEL: 'error', ...settings };
  const child = await spawnReady([process.execPath, program, 'start'], env);
  const stop = async () => {
    if (child.exitCode === null) await endProcess(child);
    await rm(data, { recursive: true, force: true });
  };
  try {
    return { url, stop, ...(await fill(url, data)) };
  } catch (error) {
    await stop();
    throw error;
  }
}
