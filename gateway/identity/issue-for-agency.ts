/**
 * Certificates that the embedded authority issues for agencies: seals, signing certificates of their people, and their renewal. The key
 * stays in this gateway's key folder; a renewed certificate goes on being good for what it signed.
 * Does not authorise the caller (commands do), and takes in nothing from elsewhere (agency-certificates.ts).
 * Source: design, "Data that must exist" (certificates, holder); ETSI EN 319 412-2 and -3 (persons, organisations).
 */
import type { KeyObject } from 'node:crypto';
import type { Issuer } from '../../certs/authority/build-certificate.js';
import { createKeypair, type KeyKind } from '../../certs/authority/create-keypair.js';
import { issuePersonalCertificate, issueSeal, type LeafRequest } from '../../certs/authority/issue-certificate.js';
import { readCertificate } from '../../certs/trust/certificate.js';
import { attributeOf } from '../../certs/trust/name.js';
import { Problem } from '../../schemas/problems/problem.js';
import { resolveAgency } from '../agencies/resolve-agency.js';
import { type AuthorityDesk, addressesOf, issuerOf, ownCertificate, rowOf, validFor } from './authority-tools.js';
import { type CertificateRow, findCertificate } from './certificates.store.js';
import { storeCertificate } from './seal-intake.js';

const validYears = 3;
const commonName = '2.5.4.3';
const maxNameLength = 64;

export interface SealOrder {
  /** Code or alias. */
  readonly agency: string;
  /** Default `rsa-2048`, which every reader of signatures understands. */
  readonly keyKind?: KeyKind;
  readonly actor: string;
}

export interface PersonalOrder extends SealOrder {
  /** Name of the person who signs, 1 to 64 characters. */
  readonly person: string;
}

interface Leaf extends SealOrder {
  readonly kind: 'seal' | 'personal';
  readonly issue: (issuer: Issuer, request: LeafRequest) => Promise<Buffer>;
  /** Fingerprint of the certificate this one takes over from. */
  readonly renews?: string;
}

async function issueLeaf(desk: AuthorityDesk, leaf: Leaf): Promise<string> {
  const parent = await ownCertificate(desk.database, 'issuing', desk.now());
  const { privateKey, publicKey } = await createKeypair(leaf.keyKind ?? 'rsa-2048');
  const request = { publicKey, validity: validFor(validYears, desk.now()), ...addressesOf(desk, parent) };
  const certificate = await leaf.issue(await issuerOf(desk, parent), request);
  const fingerprint = await desk.keyStore.put(privateKey, certificate);
  const chain = [parent.der, ...parent.chain];
  const { kind, agency, actor, renews } = leaf;
  const row = rowOf(certificate, { kind, holder: 'gateway', agency, issuer: parent.fingerprint, chain });
  const more = renews === undefined ? {} : { renews };
  await desk.database.transaction((tx) => storeCertificate(tx, row, 'certificate.issued', actor, more));
  return fingerprint;
}

/**
 * Makes a key and a seal certificate for an agency.
 * @returns the certificate's fingerprint
 * @throws Problem `unknown_agency`, `agency_closed`, `key_missing` before the authority is made
 */
export async function issueAgencySeal(desk: AuthorityDesk, order: SealOrder, renews?: string): Promise<string> {
  const { code, name } = await resolveAgency(desk, order.agency);
  return issueLeaf(desk, {
    ...order,
    agency: code,
    kind: 'seal',
    issue: (issuer, request) => issueSeal(issuer, { ...request, agencyCode: code, agencyName: name }),
    ...(renews === undefined ? {} : { renews }),
  });
}

/**
 * Makes a key and a signing certificate for a person of an agency. It is no seal: documents are not sent under it.
 * @returns the certificate's fingerprint
 * @throws Problem as `issueAgencySeal`; `invalid_request` for a name that is none
 */
export async function issuePersonal(desk: AuthorityDesk, order: PersonalOrder, renews?: string): Promise<string> {
  const person = order.person.normalize('NFC').trim();
  if (person === '' || person.length > maxNameLength || /\p{Cc}/u.test(person))
    throw new Problem('invalid_request', { detail: 'A name has 1 to 64 characters.', field: 'person' });
  const { code, name } = await resolveAgency(desk, order.agency);
  return issueLeaf(desk, {
    ...order,
    agency: code,
    kind: 'personal',
    issue: (issuer, request) => issuePersonalCertificate(issuer, { ...request, personName: person, agencyName: name }),
    ...(renews === undefined ? {} : { renews }),
  });
}

const kindByCurve: Readonly<Record<string, KeyKind>> = { prime256v1: 'p-256', secp384r1: 'p-384', secp521r1: 'p-521' };

function keyKindOf({ asymmetricKeyDetails }: KeyObject): KeyKind {
  const { modulusLength, namedCurve } = asymmetricKeyDetails ?? {};
  if (modulusLength === 3072 || modulusLength === 4096) return `rsa-${modulusLength}`;
  return kindByCurve[namedCurve ?? ''] ?? 'rsa-2048';
}

/** Only what this authority issued, with a key it holds. */
async function requireRenewable(
  desk: AuthorityDesk,
  fingerprint: string,
): Promise<CertificateRow & { agency: string }> {
  const row = await findCertificate(desk.database, fingerprint);
  if (row === undefined) throw new Problem('not_found', { detail: 'There is no such certificate.' });
  const { kind, agency, holder, issuer, revokedAt } = row;
  if ((kind !== 'seal' && kind !== 'personal') || agency === null)
    throw new Problem('illegal_move', { detail: 'The gateway renews its own certificates by itself.' });
  if (revokedAt !== null) throw new Problem('illegal_move', { detail: 'It was revoked: issue a new one instead.' });
  if (holder !== 'gateway' || issuer === null)
    throw new Problem('illegal_move', {
      detail: 'Another authority issued it, or its key is elsewhere: renew it there.',
    });
  return { ...row, agency };
}

/**
 * A new key and certificate for the same agency, and person; the old one stays valid until its end.
 * @returns the new certificate's fingerprint
 * @throws Problem `not_found`; `illegal_move` for a certificate that cannot be renewed here; as `issueAgencySeal`
 */
export async function renewCertificate(
  desk: AuthorityDesk,
  { fingerprint, actor }: { readonly fingerprint: string; readonly actor: string },
): Promise<string> {
  const { agency, kind, der } = await requireRenewable(desk, fingerprint);
  const { publicKey, subjectName } = readCertificate(der);
  const order = { agency, actor, keyKind: keyKindOf(publicKey) };
  if (kind === 'seal') return issueAgencySeal(desk, order, fingerprint);
  return issuePersonal(desk, { ...order, person: attributeOf(subjectName, commonName) ?? '' }, fingerprint);
}
