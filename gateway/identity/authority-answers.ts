/**
 * What the gateway's own authority tells anybody who asks: timestamps, states of certificates, its lists and certificates.
 * Does not issue or revoke (authority-desk.ts, agency-certificates.ts).
 * Source: RFC 3161; RFC 6960; design, "Who signs what".
 */
import { randomBytes } from 'node:crypto';
import { answerOcspRequest, type IssuedState } from '../../certs/authority/answer-ocsp.js';
import { answerTimestampRequest } from '../../certs/authority/issue-timestamp.js';
import { readCertificate } from '../../certs/trust/certificate.js';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import type { Queryable } from '../database/database.js';
import { findCertificate, findIssued, findLatestCrl, type IssuedRow } from './certificates.store.js';

/** An identifier of our own (a UUID below 2.25, ITU-T X.667): a demonstration or pilot authority, no qualified one. */
const timestampPolicy = '2.25.325320731623388056703087847577498247076';
const timestampAccuracySeconds = 1;
/** 128 random bits: no two processes ever take the same, and none has to ask another. */
const serialBytes = 16;
const answerLastsMs = 60 * 60 * 1000;

/** A TimeStampResp (DER) for a TimeStampReq (DER). @throws Problem `key_missing`, `database_unavailable` */
export async function answerTimestamp({ keys, now }: GatewayContext, request: Buffer): Promise<Buffer> {
  return answerTimestampRequest(request, {
    signer: await keys.timestampSigner(),
    policy: timestampPolicy,
    now: now(),
    serial: randomBytes(serialBytes),
    accuracySeconds: timestampAccuracySeconds,
  });
}

function stateOf(row: IssuedRow | undefined): IssuedState {
  if (row === undefined) return 'unknown';
  if (row.revokedAt === null) return 'good';
  return { revokedAt: new Date(row.revokedAt), reason: row.reason ?? 'unspecified' };
}

/** An OCSPResponse (DER) for an OCSPRequest (DER), by what the database says now. @throws Problem `key_missing`, `database_unavailable` */
export async function answerRevocation({ keys, database, now }: GatewayContext, request: Buffer): Promise<Buffer> {
  const signer = await keys.ocspSigner();
  const [authority] = signer.chain;
  if (authority === undefined) throw new Problem('key_missing', { detail: 'The responder’s issuer is not known.' });
  const { fingerprint } = readCertificate(authority);
  return answerOcspRequest(request, {
    signer,
    now: now(),
    nextUpdate: new Date(now().getTime() + answerLastsMs),
    states: async (serials) => {
      const rows = await findIssued(database, fingerprint, serials);
      return serials.map((serial) => stateOf(rows.find((row) => row.serial === serial)));
    },
  });
}

/** The newest revocation list (DER) of an authority of ours. @throws Problem `not_found` */
export async function publishedList(db: Queryable, issuer: string): Promise<Buffer> {
  const list = await findLatestCrl(db, issuer);
  if (list === undefined) throw new Problem('not_found', { detail: 'This gateway publishes no such revocation list.' });
  return list.der;
}

/** The certificate (DER) of an authority of ours. @throws Problem `not_found` */
export async function publishedIssuer(db: Queryable, fingerprint: string): Promise<Buffer> {
  const row = await findCertificate(db, fingerprint);
  const isOurs = row?.holder === 'gateway' && (row.kind === 'root' || row.kind === 'issuing');
  if (!isOurs) throw new Problem('not_found', { detail: 'This gateway has no such authority.' });
  return row.der;
}
