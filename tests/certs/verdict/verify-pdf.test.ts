import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { createTimestampAuthority } from '../../support/openssl-authority.js';
import { type OpensslFolder, openOpenssl } from '../../support/openssl-folder.js';
import { pemOf } from '../../support/pem.js';
import { type TestSeal, testAuthority } from '../../support/test-authority.js';
import { streamBody } from '../pades/pdf-file.js';
import { SignedFile } from '../pades/signed-file.js';

const dayMs = 24 * 3600 * 1000;

let openssl: OpensslFolder;
let seal: TestSeal;
let timestampAuthority: Buffer;

beforeAll(async () => {
  openssl = openOpenssl();
  timestampAuthority = createTimestampAuthority(openssl);
  seal = await (await testAuthority()).issueSeal({
    agencyCode: 'H30.03',
    notAfter: new Date(Date.now() + 2 * dayMs),
  });
  openssl.write('agency.crt', pemOf(seal.certificate));
  openssl.write('agency.key', seal.privateKey.export({ type: 'pkcs8', format: 'pem' }));
});
afterAll(() => openssl.remove());

const signed = () => new SignedFile(openssl).sign({ signer: 'agency' });

/** Everything it takes to validate the signature later, as another writer would add it. */
function withStore(file: SignedFile): SignedFile {
  const values = [...seal.chain, ...seal.crls];
  const first = file.nextNumber;
  const numbers = values.map((_, index) => first + 1 + index);
  const refs = (list: readonly number[]) => list.map((number) => `${number} 0 R`).join(' ');
  const [certs, crls] = [numbers.slice(0, seal.chain.length), numbers.slice(seal.chain.length)];
  file.catalogEntries = `/DSS ${first} 0 R`;
  const streams = values.map((der, index) => [first + 1 + index, streamBody('', der.toString('latin1'))] as const);
  return file.append({
    objects: {
      1: file.catalog,
      [first]: `<< /Type /DSS /Certs [${refs(certs)}] /CRLs [${refs(crls)}] >>`,
      ...Object.fromEntries(streams),
    },
  });
}

interface Given {
  readonly crls?: readonly Buffer[];
  readonly intermediates?: readonly Buffer[];
  readonly at?: Date;
}

async function verify(file: SignedFile, given: Given = {}) {
  const anchors = [...seal.anchors, timestampAuthority];
  const report = await verifyFile(bufferSource(file.bytes), { policy: 'full', anchors, ...given });
  return { report, first: report.signatures[0] };
}

const known = () => ({ crls: seal.crls, intermediates: seal.chain });

describe('a PDF under policy full', () => {
  it('passes with trust and revocation data, and stays undecided without', async () => {
    const { report, first } = await verify(signed(), known());
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', subIndication: null });
    expect(first).toMatchObject({ level: 'B-B', provenAt: null, signer: { agencyCode: 'H30.03' } });
    expect(first?.path).toHaveLength(3);
    expect((await verify(signed())).report.indication).toBe('INDETERMINATE');
  });

  it('fails when something was changed that nobody permitted', async () => {
    const file = signed();
    file.append({ objects: { 4: streamBody('', 'BT (Evil) Tj ET') } });
    const { report, first } = await verify(file, known());
    expect(report).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE' });
    expect(first?.problems.map(({ code }) => code)).toContain('pdf_changed');
  });

  it('reaches B-LTA by itself with a store and a document timestamp over both, long after the certificate ended', async () => {
    const file = withStore(signed()).timestamp();
    const { report, first } = await verify(file, { at: new Date(Date.now() + 5 * dayMs) });
    expect(report.indication).toBe('TOTAL-PASSED');
    expect(first).toMatchObject({ level: 'B-LTA', covers: ['PDF revision 2 of 4'] });
    expect(first?.timestamps).toMatchObject([{ kind: 'archive', indication: 'TOTAL-PASSED' }]);
    const [, timestamp] = report.signatures;
    expect(timestamp).toMatchObject({
      id: 'Timestamp',
      level: 'RFC 3161',
      indication: 'TOTAL-PASSED',
      covers: ['PDF'],
    });
    expect(timestamp?.provenAt).toBe(first?.provenAt);
  });

  it('keeps its signature when the certificate is revoked after the timestamp, and loses it when it was before', async () => {
    const file = signed().timestamp();
    const revokedLater = await seal.revoke(new Date(Date.now() + 60_000));
    const later = {
      crls: [revokedLater, ...seal.crls.slice(1)],
      intermediates: seal.chain,
      at: new Date(Date.now() + dayMs / 2),
    };
    expect((await verify(file, later)).first).toMatchObject({ indication: 'TOTAL-PASSED', level: 'B-T' });
    const revokedBefore = await seal.revoke(new Date(Date.now() - dayMs));
    const before = { ...later, crls: [revokedBefore, ...seal.crls.slice(1)] };
    expect((await verify(file, before)).first).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'REVOKED' });
  });

  it('is not passed with a timestamp over something else', async () => {
    const forged = signed().reserve({ field: 'Timestamp', subFilter: 'ETSI.RFC3161', rectangle: '[0 0 0 0]' });
    const other = signed().timestamp().bytes.toString('latin1');
    const token = /.*\/ETSI\.RFC3161.*\/Contents <(30[0-9a-f]+)>/.exec(other)?.[1] ?? '';
    const { report } = await verify(
      forged.fill(() => Buffer.from(token.replace(/(00)+$/, ''), 'hex')),
      known(),
    );
    expect(report.signatures.map(({ indication, subIndication }) => [indication, subIndication])).toEqual([
      ['INDETERMINATE', 'SIG_CONSTRAINTS_FAILURE'],
      ['TOTAL-FAILED', 'HASH_FAILURE'],
    ]);
  });
});
