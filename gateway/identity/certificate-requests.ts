/**
 * Certificates from outside authorities: a key is made and waits, a request goes out, the answer finds its key.
 * Does not send anything: the request is a file for the authority's own form or counter.
 * Source: RFC 2986 (PKCS#10); design, "certificate requests for an outside CA, import of the answer".
 */
import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { buildCertificateRequest, type RequestingKey } from '../../certs/authority/certificate-request.js';
import { createKeypair, type KeyKind } from '../../certs/authority/create-keypair.js';
import { createTokenKey, hasTokenKey } from '../../certs/keys/create-token-key.js';
import { keyUse } from '../../certs/keys/file-key.js';
import { orderChain } from '../../certs/keys/order-chain.js';
import { openTokenKey, tokenSigner } from '../../certs/keys/pkcs11-key.js';
import type { TokenKey } from '../../certs/keys/pkcs11-objects.js';
import { readCertificate } from '../../certs/trust/certificate.js';
import { Problem } from '../../schemas/problems/problem.js';
import { resolveAgency } from '../agencies/resolve-agency.js';
import { recordEvents } from '../evidence/events.store.js';
import { type AuthorityDesk, rowOf } from './authority-tools.js';
import {
  findPendingRequest,
  finishRequest,
  insertRequest,
  listRequestRows,
  type RequestRow,
} from './certificate-requests.store.js';
import { requireSound, storeCertificate } from './seal-intake.js';

export interface CertificateOrder {
  /** Code or alias. */
  readonly agency: string;
  /** Default `rsa-2048`. Of no account for a key that is in the token already. */
  readonly keyKind?: KeyKind;
  /** A key in a token, made there when there is none of this name; left out: a key in this gateway's folder. */
  readonly tokenKey?: TokenKey;
  readonly actor: string;
}

interface WaitingKey {
  readonly key: RequestingKey;
  readonly tokenKey: TokenKey | null;
}

const digestOfKey = (publicKey: KeyObject): string =>
  createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');

async function keyInToken(wanted: TokenKey, kind: KeyKind): Promise<WaitingKey> {
  const tokenKey = (await hasTokenKey(wanted)) ? wanted : await createTokenKey(wanted, kind);
  return { key: await openTokenKey(tokenKey), tokenKey };
}

async function keyInFolder(desk: AuthorityDesk, kind: KeyKind): Promise<WaitingKey> {
  const { privateKey, publicKey } = await createKeypair(kind);
  await desk.keyStore.putWaiting(digestOfKey(publicKey), privateKey);
  return { key: { ...keyUse(privateKey), publicKey }, tokenKey: null };
}

/**
 * Makes a key, which waits encrypted or in its token, and a request for a certificate.
 * @returns the request's id, and the request as DER (PKCS#10)
 * @throws Problem `unknown_agency`, `agency_closed`, `token_unavailable`, `key_passphrase`, `key_missing`, `algorithm_*`;
 *   `already_exists` when a request with the same key is pending
 */
export async function requestCertificate(
  desk: AuthorityDesk,
  order: CertificateOrder,
): Promise<{ id: string; der: Buffer }> {
  const { keyKind = 'rsa-2048', actor } = order;
  const { code, name } = await resolveAgency(desk, order.agency);
  const { key, tokenKey } =
    order.tokenKey === undefined ? await keyInFolder(desk, keyKind) : await keyInToken(order.tokenKey, keyKind);
  const der = await buildCertificateRequest({ agencyCode: code, agencyName: name }, key);
  const id = uuidv7();
  const subject = `${name} (${code})`;
  await desk.database.transaction(async (tx) => {
    const row = { id, agency: code, publicKey: digestOfKey(key.publicKey), tokenKey, subject, der, createdBy: actor };
    if (!(await insertRequest(tx, row)))
      throw new Problem('already_exists', { detail: 'A request with this key is waiting for its answer already.' });
    const payload = { request: id, subject, holder: tokenKey === null ? 'gateway' : 'token', actor };
    await recordEvents(tx, [{ kind: 'certificate.requested', agencies: [code], payload }]);
  });
  return { id, der };
}

/** All requests, newest first. */
export const listRequests = (desk: AuthorityDesk): Promise<RequestRow[]> => listRequestRows(desk.database);

/**
 * Gives a request up: its key in the key folder is removed, one in a token stays there.
 * @throws Problem `not_found`; `illegal_move` when it is answered or cancelled
 */
export async function cancelRequest(desk: AuthorityDesk, id: string, actor: string): Promise<void> {
  const request = (await listRequests(desk)).find((row) => row.id === id);
  if (request === undefined) throw new Problem('not_found', { detail: 'There is no such request.' });
  await desk.database.transaction(async (tx) => {
    if (!(await finishRequest(tx, id, { state: 'cancelled' }, desk.now())))
      throw new Problem('illegal_move', { detail: 'The request is not pending any more.' });
    const payload = { request: id, subject: request.subject, actor };
    await recordEvents(tx, [{ kind: 'certificate.withdrawn', agencies: [request.agency], payload }]);
  });
  if (request.tokenKey === null) await desk.keyStore.removeWaiting(request.publicKey);
}

/** The certificate of the heap that answers a pending request, its issuers ordered. @throws Problem `key_mismatch` */
async function matchAnswer(desk: AuthorityDesk, ders: readonly Buffer[]) {
  const digests = ders.map((der) => createHash('sha256').update(readCertificate(der).publicKeyInfo).digest('hex'));
  const request = await findPendingRequest(desk.database, digests);
  const certificate = request && ders[digests.indexOf(request.publicKey)];
  if (request === undefined || certificate === undefined)
    throw new Problem('key_mismatch', { detail: 'No pending request was made with the key of this certificate.' });
  const views = ders.map((der) => new X509Certificate(der));
  return { request, certificate, chain: orderChain(new X509Certificate(certificate), views) };
}

async function bringKey(desk: AuthorityDesk, request: RequestRow, certificate: Buffer): Promise<void> {
  if (request.tokenKey === null)
    await desk.keyStore.put(await desk.keyStore.privateKey(request.publicKey), certificate);
  else await tokenSigner(request.tokenKey, certificate, []);
}

/**
 * Takes in an authority's answer: the certificate and its issuers, in any order, DER. It becomes a seal of the agency that asked.
 * @returns the certificate's fingerprint
 * @throws Problem `key_mismatch` when no pending request fits, `key_missing`, `token_unavailable`, `certificate_malformed`,
 *   `already_exists`, or why the chain is not good
 */
export async function acceptAnswer(desk: AuthorityDesk, ders: readonly Buffer[], actor: string): Promise<string> {
  const { request, certificate, chain } = await matchAnswer(desk, ders);
  await requireSound(desk, certificate, chain);
  await bringKey(desk, request, certificate);
  const { agency, tokenKey } = request;
  const holder = tokenKey === null ? 'gateway' : 'token';
  const row = rowOf(certificate, { kind: 'seal', holder, agency, chain, tokenKey });
  await desk.database.transaction(async (tx) => {
    await storeCertificate(tx, row, 'certificate.imported', actor);
    const outcome = { state: 'answered', certificate: row.fingerprint } as const;
    if (!(await finishRequest(tx, request.id, outcome, desk.now()))) throw new Problem('conflict');
  });
  if (tokenKey === null) await desk.keyStore.removeWaiting(request.publicKey);
  return row.fingerprint;
}
