/** Signature verification by key: RSA PKCS#1 v1.5 and ECDSA in DER, as X.509 and CMS carry them. */
import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { onlyElement } from '../../../certs/asn1/der.js';
import { readAlgorithmIdentifier, signatureMethodOf } from '../../../certs/signature/algorithm-identifiers.js';
import { isRightSignature } from '../../../certs/signature/signature-method.js';
import type { Suite } from '../suite.js';

interface Test {
  readonly tcId: number;
  readonly msg: string;
  readonly sig: string;
}

interface Group {
  readonly type: string;
  readonly sha: string;
  /** SubjectPublicKeyInfo, hex. */
  readonly publicKeyDer: string;
  readonly tests: readonly Test[];
}

/** AlgorithmIdentifier as certificates carry it, hex. */
const algorithms: Readonly<Record<string, string>> = {
  'RsassaPkcs1Verify SHA-256': '300d06092a864886f70d01010b0500', // sha256WithRSAEncryption, NULL
  'EcdsaVerify SHA-256': '300a06082a8648ce3d040302', // ecdsa-with-SHA256
};

const groups = new Map<string, readonly Group[]>();

function groupsOf(path: string): readonly Group[] {
  const known = groups.get(path);
  if (known !== undefined) return known;
  const { testGroups } = JSON.parse(readFileSync(path, 'utf8')) as { testGroups: Group[] };
  groups.set(path, testGroups);
  return testGroups;
}

export const wycheproof: Suite = {
  name: 'wycheproof',
  question: 'isRightSignature with the algorithm identifiers of X.509',
  judge: ({ path, file }) => {
    const id = Number(file.split('#')[1]);
    const group = groupsOf(path).find(({ tests }) => tests.some(({ tcId }) => tcId === id));
    const test = group?.tests.find(({ tcId }) => tcId === id);
    if (group === undefined || test === undefined) throw new Error(`there is no test ${id}`);
    const algorithm = algorithms[`${group.type} ${group.sha}`] ?? '';
    const method = signatureMethodOf(readAlgorithmIdentifier(onlyElement(Buffer.from(algorithm, 'hex'))));
    if (method === undefined) throw new Error('the algorithm is not supported');
    const key = createPublicKey({ key: Buffer.from(group.publicKeyDer, 'hex'), format: 'der', type: 'spki' });
    const isRight = isRightSignature(method, Buffer.from(test.msg, 'hex'), key, Buffer.from(test.sig, 'hex'), 'der');
    return { said: isRight ? 'valid' : 'invalid', why: '' };
  },
};
