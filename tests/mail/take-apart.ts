/** What Python's email package and openssl make of a mail: neither is ours. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openOpenssl } from '../support/openssl-folder.js';

const script = fileURLToPath(new URL('take-apart.py', import.meta.url));
const maxBuffer = 512 * 1024 * 1024;

export interface TakenApart {
  /** All values of a field, by its name in lower case. */
  field(name: string): string[];
  readonly defects: readonly string[];
  readonly parts: readonly { readonly type: string; readonly name: string | null; readonly content: Buffer }[];
}

export function takeApart(mail: Buffer): TakenApart {
  const { status, stdout, stderr } = spawnSync('python3', [script], { input: mail, maxBuffer });
  if (status !== 0) throw new Error(`python3: ${stderr}`);
  const read = JSON.parse(stdout.toString()) as {
    fields: [string, string][];
    defects: string[];
    parts: { type: string; name: string | null; content: string }[];
  };
  return {
    field: (wanted) => read.fields.filter(([name]) => name === wanted).map(([, value]) => value.trim()),
    defects: read.defects,
    parts: read.parts.map((part) => ({ ...part, content: Buffer.from(part.content, 'base64') })),
  };
}

/** What openssl says was signed, as a mail of its own; null when it does not believe the signature. */
export function opensslVerifies(mail: Buffer, trustedPem: string): Buffer | null {
  const openssl = openOpenssl();
  try {
    const files = ['-in', openssl.write('mail.eml', mail), '-CAfile', openssl.write('root.pem', trustedPem)];
    const isTrue = openssl.accepts('cms', '-verify', ...files, '-purpose', 'smimesign', '-out', 'content');
    return isTrue ? openssl.read('content') : null;
  } finally {
    openssl.remove();
  }
}
