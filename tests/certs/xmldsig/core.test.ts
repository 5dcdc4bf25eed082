import { execFileSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkCore } from '../../../certs/xmldsig/check-core.js';
import { readCore } from '../../../certs/xmldsig/read-core.js';
import { isProblem } from '../../../schemas/problems/problem.js';
import { openXml } from '../../../schemas/xml/parse-xml.js';
import { childrenNamed } from '../../../schemas/xml/xml-tree.js';

const ds = 'http://www.w3.org/2000/09/xmldsig#';
const more = 'http://www.w3.org/2001/04/xmldsig-more#';
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const inclusive = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
const sha256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
const enveloped = `${ds}enveloped-signature`;

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'core-'));
  const make = (name: string, ...options: string[]) => {
    execFileSync('openssl', ['genpkey', ...options, '-out', at(`${name}.key`)], { stdio: 'ignore' });
    execFileSync('openssl', ['pkey', '-in', at(`${name}.key`), '-pubout', '-out', at(`${name}.pub`)]);
  };
  make('rsa', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048');
  for (const curve of ['P-256', 'P-384', 'P-521'])
    make(curve, '-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${curve}`);
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Wish {
  readonly method: string;
  readonly form?: string;
  /** As they stand in SignedInfo; default the whole document, enveloped. */
  readonly references?: string;
}

const reference = (uri: string, ...transforms: string[]) =>
  `<Reference URI="${uri}"><Transforms>${transforms.map((one) => `<Transform Algorithm="${one}"/>`).join('')}</Transforms>` +
  `<DigestMethod Algorithm="${sha256}"/><DigestValue/></Reference>`;

function template({ method, form = exclusive, references = reference('', enveloped, form) }: Wish): string {
  const info = `<CanonicalizationMethod Algorithm="${form}"/><SignatureMethod Algorithm="${method}"/>${references}`;
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<?trước x?><!-- trước --><a xmlns="urn:a" xmlns:b="urn:b" xml:lang="vi">' +
    '<b:p Id="p" b:z="1" a="2">một <!-- giữa -->hai</b:p><q Id="q" xmlns="">ba &amp; bốn\r\n</q>' +
    `<Signature xmlns="${ds}"><SignedInfo>${info}</SignedInfo><SignatureValue/></Signature></a><!-- sau -->\n`
  );
}

/** Signed by xmlsec1. */
function sign(key: string, wish: Wish): string {
  writeFileSync(at('template.xml'), template(wish));
  const ids = ['--id-attr:Id', 'urn:b:p', '--id-attr:Id', 'q'];
  execFileSync('xmlsec1', [
    '--sign',
    '--privkey-pem',
    at(`${key}.key`),
    ...ids,
    '--output',
    at('signed.xml'),
    at('template.xml'),
  ]);
  return readFileSync(at('signed.xml'), 'utf8');
}

/** Codes of what is wrong; a refusal before anything is computed is one too. */
function faults(xml: string, key: string): string[] {
  try {
    const document = openXml(Buffer.from(xml));
    const [signature] = childrenNamed(document.root, 'Signature', ds);
    if (signature === undefined) throw new Error('no signature');
    const core = readCore(signature);
    return checkCore(document, core, createPublicKey(readFileSync(at(`${key}.pub`)))).findings.map(({ code }) => code);
  } catch (error) {
    if (isProblem(error)) return [error.code];
    throw error;
  }
}

describe('core validation of what xmlsec1 signed', () => {
  it.each([
    ['rsa', `${more}rsa-sha256`],
    ['rsa', `${more}rsa-sha384`],
    ['rsa', `${more}rsa-sha512`],
    ['P-256', `${more}ecdsa-sha256`],
    ['P-384', `${more}ecdsa-sha384`],
    ['P-521', `${more}ecdsa-sha512`],
  ])('agrees for %s with %s, in every canonical form', (key, method) => {
    for (const form of [inclusive, 'http://www.w3.org/2006/12/xml-c14n11', exclusive, `${exclusive}WithComments`])
      expect(faults(sign(key, { method, form }), key), form).toEqual([]);
  });

  const byId = reference('#p', exclusive) + reference('#q', inclusive) + reference('#q');

  it('agrees for several elements named by their Ids, and sees a change of any of them', () => {
    const signed = sign('rsa', { method: `${more}rsa-sha256`, references: byId });
    expect(faults(signed, 'rsa')).toEqual([]);
    expect(faults(signed.replace('một', 'mười'), 'rsa')).toEqual(['digest_mismatch']);
    expect(faults(signed.replace('ba &amp;', 'ba'), 'rsa')).toEqual(['digest_mismatch', 'digest_mismatch']);
    expect(faults(signed.replace(' xml:lang="vi"', ''), 'rsa')).toEqual(['digest_mismatch', 'digest_mismatch']);
    expect(faults(signed.replace('<!-- giữa -->', ''), 'rsa')).toEqual([]);
  });

  it('refuses another key, another value and another method', () => {
    const signed = sign('P-256', { method: `${more}ecdsa-sha256` });
    expect(faults(signed, 'rsa')).toEqual(['signature_wrong']);
    expect(faults(signed, 'P-384')).toEqual(['signature_wrong']);
    expect(faults(signed.replace(/<SignatureValue>..../, '<SignatureValue>AAAA'), 'P-256')).toEqual([
      'signature_wrong',
    ]);
    expect(faults(signed.replace('ecdsa-sha256', 'ecdsa-sha384'), 'P-256')).toEqual(['signature_wrong']);
    expect(faults(signed.replace(`${more}ecdsa-sha256`, `${ds}hmac-sha1`), 'P-256')).toEqual(['algorithm_unsupported']);
  });
});

describe('hostile XML signatures', () => {
  let signed: string;
  beforeAll(() => {
    signed = sign('rsa', { method: `${more}rsa-sha256`, references: reference('#p', exclusive) });
  });

  it.each<[string, (xml: string) => string, string]>([
    ['an Id that stands twice', (xml) => xml.replace('Id="q"', 'Id="p"'), 'signature_malformed'],
    ['an Id that stands twice, in another spelling', (xml) => xml.replace('Id="q"', 'ID="p"'), 'signature_malformed'],
    ['two SignedInfo', (xml) => xml.replace('<SignatureValue', `<SignedInfo/><SignatureValue`), 'signature_malformed'],
    ['no SignatureValue', (xml) => xml.replace(/<SignatureValue>[^<]*<\/SignatureValue>/, ''), 'signature_malformed'],
    [
      'a comment inside the value',
      (xml) => xml.replace('<SignatureValue>', '<SignatureValue><b/>'),
      'signature_malformed',
    ],
    ['an Id that is nowhere', (xml) => xml.replace('URI="#p"', 'URI="#x"'), 'reference_missing'],
    ['an address elsewhere', (xml) => xml.replace('URI="#p"', 'URI="http://127.0.0.1/"'), 'reference_forbidden'],
    ['a file', (xml) => xml.replace('URI="#p"', 'URI="file:///etc/passwd"'), 'reference_forbidden'],
    ['an XPointer', (xml) => xml.replace('URI="#p"', 'URI="#xpointer(id(&quot;p&quot;))"'), 'reference_missing'],
    ['no address at all', (xml) => xml.replace(' URI="#p"', ''), 'reference_forbidden'],
    [
      'a stylesheet',
      (xml) =>
        xml.replace(
          `<Transform Algorithm="${exclusive}"/>`,
          '<Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/>',
        ),
      'reference_forbidden',
    ],
    [
      'three transforms',
      (xml) => xml.replace(`<Transform Algorithm="${exclusive}"/>`, `<Transform Algorithm="${exclusive}"/>`.repeat(3)),
      'reference_forbidden',
    ],
    [
      'more references than anybody needs',
      (xml) => xml.replace(/<Reference.*<\/Reference>/, (one) => one.repeat(17)),
      'signature_malformed',
    ],
    [
      'a method with parameters',
      (xml) => xml.replace(/(<SignatureMethod[^>]*)\/>/, '$1><HMACOutputLength>8</HMACOutputLength></SignatureMethod>'),
      'reference_forbidden',
    ],
  ])('with %s are refused', (_, change, code) => {
    const changed = change(signed);
    expect(changed).not.toBe(signed);
    expect(faults(changed, 'rsa')).toContain(code);
  });
});
