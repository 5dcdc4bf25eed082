import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyKind } from '../../../certs/authority/create-keypair.js';
import { sealContainer } from '../../../certs/xades/seal-container.js';
import { ContainerWriter } from '../../../schemas/asice/container-writer.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { openContainer } from '../../../schemas/asice/open-container.js';
import { pemOf } from '../../support/pem.js';
import { testAuthority } from '../../support/test-authority.js';
import { askXmlsec1 } from '../../support/xmlsec1.js';

const signatureFile = 'META-INF/signatures0.xml';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'congvan-seal-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function makeSealed(name: string, keyType: KeyKind, files: Record<string, string>) {
  const seal = await (await testAuthority()).issueSeal({ keyType });
  const path = join(folder, `${name}.asice`);
  const writer = await ContainerWriter.create(path);
  for (const [file, content] of Object.entries(files)) await writer.addBytes(file, 'text/plain', Buffer.from(content));
  const sealed = await sealContainer(writer, {
    envelope: Buffer.from('<edXML/>'),
    signer: seal.signer,
    signingTime: new Date(),
  });
  const unpacked = join(folder, name);
  execFileSync('python3', ['-m', 'zipfile', '-e', path, unpacked]);
  const trust = join(folder, `${name}.pem`);
  writeFileSync(trust, seal.anchors.map((der) => pemOf(der)).join(''));
  return { path, unpacked, trust, sealed };
}

describe('a seal', () => {
  it.each(['rsa-2048', 'rsa-3072', 'rsa-4096', 'p-256', 'p-384', 'p-521'] as const)(
    'made with %s is accepted by xmlsec1',
    async (keyType) => {
      const { unpacked, trust } = await makeSealed(`plain-${keyType}`, keyType, {
        'a.txt': 'một',
        'thư mục/b.txt': 'hai',
      });
      const verified = askXmlsec1(unpacked, trust);
      expect(verified.stderr).toContain('OK');
      expect(verified.status).toBe(0);
    },
  );

  it('covers files with Vietnamese letters, spaces and XML characters in their names', async () => {
    const names = ['Báo cáo số 1.pdf', "100% đạt & 'xong'.txt", 'Phụ lục (kèm theo)/bảng #2.txt'];
    const { unpacked, trust } = await makeSealed(
      'names',
      'p-256',
      Object.fromEntries(names.map((name) => [name, name])),
    );
    expect(askXmlsec1(unpacked, trust).status).toBe(0);
  });

  it('is refused by xmlsec1 when a file changes', async () => {
    const { unpacked, trust } = await makeSealed('changed', 'p-256', { 'a.txt': 'một' });
    writeFileSync(join(unpacked, 'a.txt'), 'hai');
    expect(askXmlsec1(unpacked, trust).status).not.toBe(0);
  });

  it('lies in a container that unzip accepts and our reader opens', async () => {
    const { path } = await makeSealed('opened', 'p-256', { 'Báo cáo.txt': 'x' });
    expect(execFileSync('unzip', ['-t', path], { encoding: 'utf8' })).toContain('No errors detected');
    const container = await openContainer(bufferSource(readFileSync(path)));
    expect(container.entries.map(({ name }) => name)).toEqual([
      'mimetype',
      'Báo cáo.txt',
      'envelope.edxml',
      'META-INF/manifest.xml',
      signatureFile,
    ]);
  });

  it('refuses to seal nothing', async () => {
    const seal = await (await testAuthority()).issueSeal();
    const writer = await ContainerWriter.create(join(folder, 'nothing.asice'));
    const request = { envelope: null, signer: seal.signer, signingTime: new Date() };
    await expect(sealContainer(writer, request)).rejects.toMatchObject({ code: 'file_empty' });
    await writer.abort();
  });

  it('is never let out when the key signs wrongly', async () => {
    const seal = await (await testAuthority()).issueSeal();
    const broken = {
      ...seal.signer,
      sign: async (data: Uint8Array) => Buffer.from(await seal.signer.sign(Buffer.concat([data, Buffer.of(1)]))),
    };
    const writer = await ContainerWriter.create(join(folder, 'broken.asice'));
    const request = { envelope: Buffer.from('<edXML/>'), signer: broken, signingTime: new Date() };
    await expect(sealContainer(writer, request)).rejects.toMatchObject({ code: 'signature_wrong' });
    expect(() => readFileSync(join(folder, 'broken.asice'))).toThrow('ENOENT');
  });
});
