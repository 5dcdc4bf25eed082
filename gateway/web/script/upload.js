/**
 * Files go up in chunks: a broken line costs one chunk, and goes on where it ended. What is there is what the server says is there.
 * Source: draft-ietf-httpbis-resumable-upload.
 */

const chunkBytes = 1024 * 1024;
const digestedBytes = 64 * 1024 * 1024;
/** Before each try again, in milliseconds; after the last one a person decides. */
const pauses = [500, 2_000, 5_000];

/** A file that may not be sent, with the reason for people. */
export class Refused extends Error {}

/** Not everywhere may scripts ask for one: pages without TLS. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** @param {Response} answer */
async function offsetIn(answer) {
  if (answer.ok || answer.status === 409) return Number(answer.headers.get('upload-offset'));
  if (answer.status >= 500 || answer.status === 429) throw new Error(`the server answered ${answer.status}`);
  throw new Refused(await answer.text());
}

/** @param {File} file @returns {Promise<Record<string, string>>} what the last chunk says of the whole, where a script may know */
async function digestOf(file) {
  if (file.size > digestedBytes || crypto.subtle === undefined) return {};
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
  return { 'repr-digest': `sha-256=:${btoa(String.fromCharCode(...digest))}:` };
}

/**
 * @param {{ address: string, token: string, file: File }} upload
 * @param {(received: number) => void} tell
 */
async function sendRest({ address, token, file }, tell) {
  let offset = await offsetIn(await fetch(address, { method: 'HEAD' }));
  let isWhole = false;
  while (!isWhole) {
    const chunk = file.slice(offset, offset + chunkBytes);
    const isLast = offset + chunk.size >= file.size;
    const answer = await fetch(address, {
      method: 'PATCH',
      body: await chunk.arrayBuffer(),
      headers: {
        'content-type': 'application/partial-upload',
        'upload-offset': String(offset),
        'x-form-token': token,
        ...(isLast ? await digestOf(file) : {}),
      },
    });
    offset = await offsetIn(answer);
    isWhole = answer.headers.get('upload-complete') === '?1';
    tell(offset);
  }
}

/**
 * @param {{ address: string, token: string, file: File }} upload
 * @throws {Refused}
 */
export async function announce({ address, token, file }) {
  const body = new URLSearchParams({ name: file.name, size: String(file.size) });
  await offsetIn(await fetch(address, { method: 'PUT', body, headers: { 'x-form-token': token } }));
}

/**
 * Sends what is missing, again and again while the line breaks.
 * @param {{ address: string, token: string, file: File }} upload
 * @param {(received: number) => void} tell
 * @throws {Refused} or, when the line stays broken, whatever broke it
 */
export async function upload(upload, tell) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await sendRest(upload, (received) => {
        tries = 0;
        tell(received);
      });
    } catch (error) {
      const pause = pauses[tries];
      if (error instanceof Refused || pause === undefined) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
