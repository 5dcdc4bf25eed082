/** Archives in mails are files like any other: nothing expands them but the reader of containers, within its limits. */
import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { openContainer } from '../../../schemas/asice/open-container.js';
import { sortMessage } from '../../../schemas/mail/sort-mail.js';
import { type Message, readMessage } from '../../../schemas/mime/message.js';

/** A quarter of a gigabyte of zeros, and again in another archive. */
const script = `
import io, sys, zipfile
def zipped(name, content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED, compresslevel=1) as archive: archive.writestr(name, content)
    return out.getvalue()
bomb = zipped('van-ban.pdf', b'0' * 250_000_000)
sys.stdout.buffer.write(bomb if sys.argv[1] == 'flat' else zipped('trong.zip', bomb))
`;

let flat: Buffer;
let nested: Buffer;
beforeAll(() => {
  [flat, nested] = ['flat', 'nested'].map(
    (form) => spawnSync('python3', ['-c', script, form], { maxBuffer: 64 * 1024 * 1024 }).stdout,
  ) as [Buffer, Buffer];
}, 60_000);

function mailWith(name: string, content: Buffer): Message {
  return readMessage(
    Buffer.from(
      [
        'From: a@hg.example\r\nContent-Type: multipart/mixed; boundary=b\r\n',
        '--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGửi: H30.05',
        `--b\r\nContent-Type: application/zip\r\nContent-Disposition: attachment; filename="${name}"`,
        `Content-Transfer-Encoding: base64\r\n\r\n${content.toString('base64')}`,
        '--b--',
      ].join('\r\n'),
    ),
  );
}

describe('an archive attached to a mail', () => {
  it('is one file, octet for octet, however much it would expand to', () => {
    for (const archive of [flat, nested]) {
      const before = process.memoryUsage.rss();
      const mail = mailWith('tai-lieu.zip', archive);
      expect(sortMessage(mail).content).toMatchObject({
        kind: 'document',
        files: ['1.2'],
        metadata: { from: 'block' },
      });
      expect(mail.parts[1]?.content().equals(archive)).toBe(true);
      expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 1024 * 1024);
    }
  });

  it('is refused by its directory when it calls itself a container, before anything of it is expanded', async () => {
    const { content } = sortMessage(mailWith('van-ban.asice', flat));
    expect(content).toMatchObject({ kind: 'document', metadata: { from: 'container', place: '1.2' } });
    const started = performance.now();
    await expect(openContainer(bufferSource(flat))).rejects.toMatchObject({ code: 'zip_ratio' });
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('keeps the archive inside it closed, too', async () => {
    const container = await openContainer(bufferSource(nested)).catch((error: unknown) => error);
    expect(container).toMatchObject({ code: expect.stringMatching(/^(zip|asic)_/) });
  });
});
