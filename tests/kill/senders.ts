/**
 * Clients that never give up: each sends documents one after another, repeating a request with the same
 * Idempotency-Key until it is answered 201. Their log of 201s is what the judge holds the gateway to.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

export interface Acknowledged {
  readonly id: string;
  readonly number: string;
  readonly key: string;
  readonly sha256: string;
}

export interface SenderLog {
  readonly acknowledged: Acknowledged[];
  /** Answers other than 201 and broken connections, by kind: printed with the counts. */
  readonly troubles: Map<string, number>;
  /** Requests sent and not yet answered 201. */
  inFlight: number;
}

interface Parties {
  readonly token: string;
  readonly from: string;
  readonly to: readonly string[];
}

export interface SenderSettings extends Parties {
  /** Base addresses of the gateways; each attempt takes the next one. */
  readonly gateways: readonly string[];
  readonly concurrency: number;
  /** Called before each new document; false ends the sender. */
  readonly more: () => boolean | Promise<boolean>;
  /** The run broke off: nobody needs the 201s any more. */
  readonly abandoned?: AbortSignal;
}

const pdf = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
);

function requestBody(settings: Parties, key: string): FormData {
  const form = new FormData();
  const metadata = {
    from: settings.from,
    to: settings.to,
    type: 'CV',
    notation: 'STTTT-VP',
    subject: `Kiểm tra độ bền ${key}`,
    promulgation: { place: 'Vị Thanh', date: new Date().toISOString().slice(0, 10) },
    signer: { competence: 'KT. GIÁM ĐỐC', position: 'Phó Giám đốc', fullName: 'Nguyễn Văn Minh' },
    urgency: 'normal',
  };
  form.append('metadata', new Blob([JSON.stringify(metadata)], { type: 'application/json' }));
  form.append('file', new Blob([pdf, `% ${key}\n`], { type: 'application/pdf' }), 'công văn.pdf');
  return form;
}

/** One document; the answer when it is no 201. Broken connections throw. */
export async function sendDocument(settings: Parties, gateway: string, key: string): Promise<Acknowledged | string> {
  const response = await fetch(`${gateway}/api/v1/documents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${settings.token}`, 'idempotency-key': key },
    body: requestBody(settings, key),
    signal: AbortSignal.timeout(20_000),
  });
  const body = (await response.json()) as { id: string; number: string; sha256: string; code?: string };
  if (response.status === 201) return { id: body.id, number: body.number, sha256: body.sha256, key };
  return `${response.status} ${body.code ?? ''}`.trim();
}

function troubleOf(error: unknown): string {
  const cause = (error as { cause?: { code?: string } }).cause?.code;
  return `connection: ${cause ?? (error as Error).name}`;
}

async function sendOne(settings: SenderSettings, log: SenderLog, turn: { count: number }): Promise<void> {
  const key = randomUUID();
  log.inFlight += 1;
  while (settings.abandoned?.aborted !== true) {
    turn.count += 1;
    const gateway = settings.gateways[turn.count % settings.gateways.length] ?? '';
    const outcome = await sendDocument(settings, gateway, key).catch(troubleOf);
    if (typeof outcome !== 'string') {
      log.acknowledged.push(outcome);
      log.inFlight -= 1;
      return;
    }
    log.troubles.set(outcome, (log.troubles.get(outcome) ?? 0) + 1);
    await pause(100);
  }
}

/** Runs `concurrency` senders until `more()` says no and every begun document is acknowledged. */
export async function runSenders(settings: SenderSettings, log: SenderLog): Promise<void> {
  const turn = { count: 0 };
  const loop = async () => {
    while (await settings.more()) await sendOne(settings, log, turn);
  };
  await Promise.all(Array.from({ length: settings.concurrency }, loop));
}
