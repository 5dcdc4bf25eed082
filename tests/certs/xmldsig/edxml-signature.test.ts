import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkEdxmlSignature } from '../../../certs/xmldsig/check-edxml.js';
import { signEdxml } from '../../../certs/xmldsig/sign-edxml.js';
import { pemOf } from '../../support/pem.js';
import { type TestSeal, testAuthority } from '../../support/test-authority.js';
import { vectorPath } from '../../support/vectors.js';

const emitted = readFileSync(vectorPath('edxml', 'emitted/edoc_no_attachment.edxml'));

let folder: string;
let seal: TestSeal;
let signed: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'congvan-xmldsig-'));
  seal = await (await testAuthority()).issueSeal({ keyType: 'rsa-2048' });
  signed = (await signEdxml(emitted, seal.signer)).toString();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const check = (xml: string) => checkEdxmlSignature(Buffer.from(xml))?.findings.map(({ code }) => code);

describe('the enveloped signature of an edXML file', () => {
  it('is accepted by xmlsec1', () => {
    writeFileSync(join(folder, 'signed.edxml'), signed);
    const [issuing, root] = seal.chain.map((der) => pemOf(der));
    writeFileSync(join(folder, 'issuing.pem'), issuing ?? '');
    writeFileSync(join(folder, 'root.pem'), root ?? '');
    const trust = ['--trusted-pem', join(folder, 'root.pem'), '--untrusted-pem', join(folder, 'issuing.pem')];
    const args = ['--verify', '--enabled-key-data', 'x509', ...trust, join(folder, 'signed.edxml')];
    const verified = spawnSync('xmlsec1', args, { encoding: 'utf8' });
    expect(verified.stderr).toContain('OK');
    expect(verified.status).toBe(0);
  });

  it('stands last in edXMLHeader and verifies', () => {
    expect(signed).toMatch(/<\/Signature>\s*<\/(edXML:)?edXMLHeader>/);
    expect(check(signed)).toEqual([]);
  });

  it('is wrong after any change of the message', () => {
    expect(check(signed.replace('</edXML:Subject>', '!</edXML:Subject>'))).toEqual(['signature_wrong']);
  });

  it('is wrong when the axis appended a trace header afterwards', () => {
    const traced = signed.replace('</edXML:TraceHeaderList>', '<edXML:TraceHeader/></edXML:TraceHeaderList>');
    expect(check(traced)).toEqual(['signature_wrong']);
  });

  it('is refused when it was moved, doubled, or rewritten without its namespace', () => {
    const signature = /<Signature[\s\S]*<\/Signature>/.exec(signed)?.[0] ?? '';
    expect(check(signed.replace(signature, signature + signature))).toEqual(['signature_malformed']);
    expect(
      check(signed.replace(signature, '').replace('</edXML:MessageHeader>', `${signature}</edXML:MessageHeader>`)),
    ).toEqual(['signature_malformed']);
    expect(check(signed.replace('<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"', '<Signature'))).toEqual([
      'signature_malformed',
    ]);
  });

  it('is refused when it refers to a part of the document only', () => {
    expect(check(signed.replace('URI=""', 'URI="#part"'))).toEqual(['reference_forbidden']);
  });

  it('is absent where there is none', () => {
    expect(
      checkEdxmlSignature(Buffer.from('<edXML><edXMLEnvelope><edXMLHeader/></edXMLEnvelope></edXML>')),
    ).toBeUndefined();
  });

  it('can only be made with RSA', async () => {
    const { signer } = await (await testAuthority()).issueSeal({ keyType: 'p-256' });
    await expect(signEdxml(emitted, signer)).rejects.toMatchObject({ code: 'algorithm_unsupported' });
  });
});
