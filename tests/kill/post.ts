/** A mail program that never gives up: it hands a mail over again, under the same Message-ID, until the server says that it has it. */
import { setTimeout as pause } from 'node:timers/promises';
import { createTransport } from 'nodemailer';

export interface PostSettings {
  readonly smtpUrl: string;
  /** What stood in the way, by kind: printed with the counts. */
  readonly troubles: Map<string, number>;
  /** The run broke off: nobody needs the mail any more. */
  readonly abandoned: AbortSignal;
}

export interface Posted {
  readonly from: string;
  readonly to: string;
  readonly mail: string;
}

const timeoutMs = 10_000;

function troubleOf(error: unknown): string {
  const { code, responseCode, message } = error as { code?: string; responseCode?: number; message: string };
  return `smtp: ${responseCode ?? code ?? message}`;
}

/** @returns whether the server has it; false only when the run was broken off */
export async function post(
  { smtpUrl, troubles, abandoned }: PostSettings,
  { from, to, mail }: Posted,
): Promise<boolean> {
  while (!abandoned.aborted) {
    const timeouts = { connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs };
    const transport = createTransport({ url: smtpUrl, tls: { rejectUnauthorized: false }, ...timeouts });
    try {
      await transport.sendMail({ envelope: { from, to }, raw: mail });
      return true;
    } catch (error) {
      const trouble = troubleOf(error);
      troubles.set(trouble, (troubles.get(trouble) ?? 0) + 1);
      await pause(200);
    } finally {
      transport.close();
    }
  }
  return false;
}
