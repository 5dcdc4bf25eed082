import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OnlineEvidence } from '../../../certs/online/fetch-evidence.js';
import type { JudgedSignature } from '../../../certs/verdict/judged-signature.js';
import { verifyFile } from '../../../certs/verdict/verify-file.js';
import { verifyOnline } from '../../../certs/verdict/verify-online.js';
import type { VerifyOptions } from '../../../certs/verdict/verify-options.js';
import { bufferSource } from '../../../schemas/asice/file-source.js';
import { type OnlineAuthority, openOnlineAuthority } from '../../support/online-authority.js';
import { sealedText } from '../../support/sealed-text.js';

let online: OnlineAuthority;
let sealed: Buffer;
let options: VerifyOptions;

beforeAll(async () => {
  online = await openOnlineAuthority();
  sealed = await sealedText(online.signer, 'văn bản');
  options = { policy: 'full', anchors: online.authority.anchors };
});
afterAll(() => online.close());

const fetcher = (allow: string[] = ['127.0.0.1']) => new OnlineEvidence({ allow }).forOneVerification();
const verdictOf = ({ indication, subIndication }: { indication: string; subIndication: string | null }) =>
  [indication, subIndication] as const;

describe('verifying with the network', () => {
  it('fetches the issuer, then what is said of both certificates, and passes what offline stays undecided', async () => {
    const offline = await verifyFile(bufferSource(sealed), options);
    expect(verdictOf(offline)).toEqual(['INDETERMINATE', 'NO_CERTIFICATE_CHAIN_FOUND']);
    const judged: JudgedSignature[] = [];
    const observe = (one: JudgedSignature) => void judged.push(one);
    const report = await verifyOnline(bufferSource(sealed), { ...options, observe }, fetcher());
    expect(report.problems).toEqual([]);
    expect(verdictOf(report)).toEqual(['TOTAL-PASSED', null]);
    expect(judged).toHaveLength(1);
    expect(judged[0]?.reliedUpon.map(({ kind }) => kind).sort()).toEqual([
      'certificate',
      'certificate',
      'certificate',
      'crl',
      'ocsp',
    ]);
  });

  it('stays undecided, and says what was asked in vain, when nobody may be asked', async () => {
    const report = await verifyOnline(bufferSource(sealed), options, fetcher([]));
    expect(verdictOf(report)).toEqual(['INDETERMINATE', 'NO_CERTIFICATE_CHAIN_FOUND']);
    expect(report.problems).toMatchObject([{ code: 'fetch_failed', message: expect.stringContaining('issuing.cer') }]);
  });

  it('asks nothing about a file that is wrong, or trusted by what is at hand, or judged without trust', async () => {
    const asked = () => online.web.asked.length;
    const before = asked();
    const changed = Buffer.from(sealed);
    changed[changed.indexOf('văn bản')] = 0x41;
    expect((await verifyOnline(bufferSource(changed), options, fetcher())).indication).toBe('TOTAL-FAILED');
    const direct = { ...options, anchors: [online.seal.certificate] };
    expect((await verifyOnline(bufferSource(sealed), direct, fetcher())).indication).toBe('TOTAL-PASSED');
    const core = { ...options, policy: 'core' } as const;
    expect((await verifyOnline(bufferSource(sealed), core, fetcher())).indication).toBe('TOTAL-PASSED');
    expect(asked()).toBe(before);
  });

  it('learns of a revocation', async () => {
    await online.responder.revoke(online.seal.certificate, new Date(Date.now() - 3_600_000));
    const report = await verifyOnline(bufferSource(sealed), options, fetcher());
    expect(report.indication).not.toBe('TOTAL-PASSED');
    expect(report.signatures[0]?.problems).toMatchObject([{ code: 'certificate_revoked' }]);
  });
});
