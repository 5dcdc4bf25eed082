/**
 * How many seals one thread makes a second: a small envelope is hashed, two file digests are given, the signature is built; then with
 * crypto.verify of the result, then with our own full verification, as every submission does it, then with the envelope written too.
 * Raw limit: signatures of node:crypto alone, with the same key kept open.
 */
import { createHash, type SignKeyObjectInput, sign, type VerifyKeyObjectInput, verify } from 'node:crypto';
import { digestedObjects } from '../certs/signature/data-objects.js';
import { buildSeal, type SealedObject } from '../certs/xades/build-seal.js';
import { checkSignatures } from '../certs/xades/check-signature.js';
import { envelopeName, signatureName } from '../certs/xades/seal-container.js';
import { type BenchSeal, givenDigests, makeSeal, smallEnvelope } from './bench-seal.js';
import { rates } from './rate.js';
import { absolute, type Benchmark, type BenchResult, shareOfLimit } from './result.js';

const kinds = [
  { kind: 'rsa-2048', title: 'RSA-2048', buildOnly: 0.75, verified: 0.65 },
  { kind: 'p-256', title: 'P-256', buildOnly: 0.3, verified: null },
] as const;

export const seal: Benchmark = {
  name: 'seal',
  about: 'seals a second on one thread, beside raw signatures a second',
  run: async () => [...(await measure(kinds[0])), ...(await measure(kinds[1]))],
};

async function measure({ kind, title, buildOnly, verified }: (typeof kinds)[number]): Promise<BenchResult[]> {
  const made = await makeSeal(kind);
  const data = Buffer.alloc(1_500, 'a');
  const key: SignKeyObjectInput = { key: made.privateKey, dsaEncoding: 'ieee-p1363' };
  const digests = givenDigests();
  const envelope = smallEnvelope(new Date());
  const [raw = 0, built = 0, checkedByCrypto = 0, checkedByUs = 0, everything = 0] = await rates([
    () => sign('sha256', data, key),
    () => sealOnce(made, envelope, digests),
    () => sealAndVerify(made, envelope, digests),
    () => sealAndCheck(made, envelope, digests),
    () => sealAndCheck(made, smallEnvelope(new Date()), digests),
  ]);
  const unit = 'seals/s';
  return [
    shareOfLimit(`seal ${title}, build only`, unit, built, raw, buildOnly),
    verified === null
      ? absolute(`seal ${title}, with crypto.verify`, unit, checkedByCrypto, null, raw)
      : shareOfLimit(`seal ${title}, with crypto.verify`, unit, checkedByCrypto, raw, verified),
    absolute(`seal ${title}, with our full verification`, unit, checkedByUs, null, raw),
    absolute(`seal ${title}, verified, envelope written too`, unit, everything, null, raw),
  ];
}

async function sealOnce({ signer }: BenchSeal, envelope: Buffer, digests: readonly SealedObject[]) {
  const signingTime = new Date();
  const sha256 = createHash('sha256').update(envelope).digest();
  const objects = [{ name: envelopeName, mediaType: 'application/xml', sha256 }, ...digests];
  return { objects, signature: await buildSeal({ signer, objects, signingTime }) };
}

async function sealAndVerify(made: BenchSeal, envelope: Buffer, digests: readonly SealedObject[]): Promise<void> {
  const { signature } = await sealOnce(made, envelope, digests);
  const text = signature.toString();
  const info = text.slice(text.indexOf('<ds:SignedInfo'), text.indexOf('</ds:SignedInfo>') + '</ds:SignedInfo>'.length);
  const value = /<ds:SignatureValue[^>]*>([^<]+)</.exec(text)?.[1] ?? '';
  const key: VerifyKeyObjectInput = { key: made.publicKey, dsaEncoding: 'ieee-p1363' };
  if (!verify('sha256', Buffer.from(info), key, Buffer.from(value, 'base64'))) throw new Error('the seal is wrong');
}

async function sealAndCheck(made: BenchSeal, envelope: Buffer, digests: readonly SealedObject[]): Promise<void> {
  const { objects, signature } = await sealOnce(made, envelope, digests);
  const byName = new Map(objects.map(({ name, sha256 }) => [name, sha256]));
  const [checked] = await checkSignatures(signature, digestedObjects(byName), signatureName);
  if (checked?.findings.length !== 0) throw new Error('the seal is wrong');
}
