/** The form of a draft's page, sent as a browser without script sends it. */
import type { BrowserSession, SeenPage } from './browser-session.js';
import type { HttpFixture } from './http-fixture.js';

export interface Part {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Press {
  /** The pressed button. */
  readonly act: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly files?: readonly Part[];
}

/** Hidden fields first, then files and fields, the pressed button last. @param at address of the draft, whose page is open */
export function pressDraft(
  { url }: Pick<HttpFixture, 'url'>,
  who: BrowserSession,
  at: string,
  { act, fields = {}, files = [] }: Press,
): Promise<SeenPage> {
  const body = new FormData();
  for (const [name, value] of Object.entries(who.hiddenFields(at))) body.append(name, value);
  for (const { name, bytes } of files) body.append('file', new Blob([new Uint8Array(bytes)]), name);
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.append('act', act);
  return who.open(at, { method: 'POST', body, headers: { origin: url } });
}
