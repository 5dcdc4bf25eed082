/**
 * A mail program that never gives up: it hands a mail over again, under the same Message-ID, until the server says that it has it. Now
 * and then it does not hear that, as when the connection breaks at that moment, and the mail arrives twice.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import type { SeededRandom } from '../support/seeded-random.js';

export interface PostSettings {
  readonly smtpUrl: string;
  /** What stood in the way, by kind: printed with the counts. */
  readonly troubles: Map<string, number>;
  /** The run broke off: nobody needs the mail any more. */
  readonly abandoned: AbortSignal;
  /** Decides which answers are not heard, about one in ten. */
  readonly random: SeededRandom;
}

export interface Posted {
  readonly from: string;
  readonly to: string;
  readonly mail: string;
}

const timeoutMs = 10_000;
const unheardShare = 0.1;

function troubleOf(error: unknown): string {
  const { code, responseCode, message } = error as { code?: string; responseCode?: number; message: string };
  return `smtp: ${responseCode ?? code ?? message}`;
}

async function handOver(smtpUrl: string, { from, to, mail }: Posted): Promise<void> {
  const timeouts = { connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs };
  const transport = createTransport({ url: smtpUrl, tls: { rejectUnauthorized: false }, ...timeouts });
  try {
    await transport.sendMail({ envelope: { from, to }, raw: mail });
  } finally {
    transport.close();
  }
}

/** @returns whether the server has it; false only when the run was broken off */
export async function post(settings: PostSettings, posted: Posted): Promise<boolean> {
  const { smtpUrl, troubles, abandoned, random } = settings;
  while (!abandoned.aborted) {
    try {
      await handOver(smtpUrl, posted);
      if (random.next() >= unheardShare) return true;
      throw new Error('250 not heard');
    } catch (error) {
      const trouble = troubleOf(error);
      troubles.set(trouble, (troubles.get(trouble) ?? 0) + 1);
      await pause(200);
    }
  }
  return false;
}
