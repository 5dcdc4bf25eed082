/** The demonstration's gateway in a process of its own, its documents brought into different states through the API. */
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../bench/peers/free-port.js';
import { endProcess, spawnReady } from '../../bench/running-gateway.js';
import type { DemonstrationAccount } from '../../gateway/agencies/demonstration.js';
import { program } from '../kill/topology.js';

export interface DemonstrationContent {
  readonly url: string;
  readonly accounts: readonly DemonstrationAccount[];
  /** Id of a document that was sent and answered. */
  readonly document: string;
  /** Its container. */
  readonly container: Buffer;
  stop(): Promise<void>;
}

interface Listed {
  readonly id: string;
}

/** What the recipient does with what came, newest first; the rest stays as it arrived. */
const answers = [
  { code: '03' },
  { code: '02', reason: 'Văn bản không thuộc thẩm quyền giải quyết của đơn vị.' },
  { code: '03' },
  { code: '06' },
] as const;

class Api {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  async call(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${this.token}`, ...init.headers };
    const answer = await fetch(`${this.url}/api/v1${path}`, { ...init, headers });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }

  async documents(box: 'in' | 'out'): Promise<readonly Listed[]> {
    return ((await (await this.call(`/documents?box=${box}`)).json()) as { items: Listed[] }).items;
  }
}

async function answerSome(recipient: Api): Promise<void> {
  const documents = await recipient.documents('in');
  for (const [index, answer] of answers.entries()) {
    const id = documents[index]?.id;
    if (id === undefined) return;
    const body = JSON.stringify(answer);
    await recipient.call(`/documents/${id}/status`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
  }
}

const readJson = async <T>(path: string): Promise<T> => JSON.parse(await readFile(path, 'utf8')) as T;

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
    const tokens = await readJson<readonly { key: string; token: string }[]>(join(data, 'demo-tokens.json'));
    const tokenOf = (key: string) => tokens.find((one) => one.key === key)?.token ?? '';
    const [sender, recipient] = [new Api(url, tokenOf('sender')), new Api(url, tokenOf('recipient'))];
    await answerSome(recipient);
    const document = (await sender.documents('out'))[0]?.id ?? '';
    const container = Buffer.from(await (await sender.call(`/documents/${document}/container`)).arrayBuffer());
    const accounts = await readJson<readonly DemonstrationAccount[]>(join(data, 'demo-accounts.json'));
    return { url, accounts, document, container, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
