/** The finding of the demonstration's mail server, read by Python's mail parser and by our own reader. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { withoutResults, withResults } from '../../../gateway/demonstration-mail/authentication-field.js';
import { authenticationResults } from '../../../schemas/mail/authentication-results.js';
import { readMessage } from '../../../schemas/mime/message.js';

const server = 'mail.congvan.example';
const owner = 'vanthu@soyte.haugiang.example';
const rest = `From: ${owner}\r\nSubject: Chao\r\n\r\nAuthentication-Results: ${server}; dmarc=pass in the text\r\n`;

/** What Python's parser takes for such fields. */
const fieldsByPython = (mail: Buffer) =>
  JSON.parse(
    execFileSync(
      'python3',
      [
        '-c',
        'import sys,json,email;print(json.dumps(email.message_from_bytes(sys.stdin.buffer.read()).get_all("Authentication-Results") or []))',
      ],
      { input: mail, encoding: 'utf8' },
    ),
  ) as string[];

const forgeries: readonly (readonly [name: string, head: string])[] = [
  ['in the usual form', `Authentication-Results: ${server}; dmarc=pass header.from=haugiang.example\r\n`],
  ['in other letters', `AUTHENTICATION-results: ${server}; dmarc=pass header.from=haugiang.example\r\n`],
  ['folded', `Authentication-Results:\r\n ${server};\r\n\tdmarc=pass\r\n header.from=haugiang.example\r\n`],
  ['with blanks before the colon', `Authentication-Results \t: ${server}; dmarc=pass header.from=haugiang.example\r\n`],
  ['with bare line feeds', `Authentication-Results: ${server};\n dmarc=pass header.from=haugiang.example\n`],
  [
    'twice, with another field between',
    `Authentication-Results: ${server}; a=b\r\nX-A: b;\r\nAuthentication-Results: ${server}; dmarc=pass header.from=haugiang.example\r\n`,
  ],
  ['as the continuation of what stands above it', ` ; dmarc=pass header.from=haugiang.example\r\n`],
  ['behind the line of a mailbox file', `From a@b\r\nAuthentication-Results: ${server}; dmarc=pass\r\n`],
];

describe('a finding that a mail brings along', () => {
  it.each(forgeries)('is removed %s', (_name, head) => {
    const kept = withoutResults(Buffer.from(head + rest));
    expect(authenticationResults(readMessage(kept), [server])).toEqual([]);
    expect(fieldsByPython(kept)).toEqual([]);
    expect(kept.toString()).toContain(rest);
  });

  it.each(forgeries)('is replaced by ours %s', (_name, head) => {
    const kept = withResults(Buffer.from(head + rest), server, owner);
    const found = authenticationResults(readMessage(kept), [server]);
    expect(found.map(({ method, result }) => `${method}=${result}`)).toEqual(['auth=pass', 'dmarc=pass']);
    expect(found[1]?.properties.get('header.from')).toBe('soyte.haugiang.example');
    expect(fieldsByPython(kept)).toHaveLength(1);
  });

  it('leaves every other octet as it was, in a mail without a text or without an end, too', () => {
    for (const mail of [rest, 'Subject: a', '', '\r\n\r\nAuthentication-Results: x', 'X: \u0000\u00ff\n\n\r\r'])
      expect(withoutResults(Buffer.from(mail, 'latin1')).toString('latin1')).toBe(mail);
  });
});
