/**
 * The answer of a timestamp authority: the token when it is the one asked for, a problem that says why otherwise.
 * The authority's signature is not verified here (check-token.ts).
 * Source: RFC 3161 section 2.4.2 (TimeStampResp, PKIStatusInfo, and what the requester must compare).
 */
import { Problem } from '../../schemas/problems/problem.js';
import { berToDer } from '../asn1/ber-to-der.js';
import { DerError, type DerNode, DerReader, fewChildrenOf, onlyElement, tags } from '../asn1/der.js';
import { readCount, readNamedBits, readText } from '../asn1/der-values.js';
import { readToken, type TimestampToken } from './read-token.js';
import { nonceInteger, type TimestampRequest } from './request.js';

export interface TimestampAnswer {
  /** The token, DER, to be kept. */
  readonly bytes: Buffer;
  readonly token: TimestampToken;
}

const maxResponseBytes = 1024 * 1024;
const maxTexts = 20;
const maxTextLength = 500;

const granted = 0;
const grantedWithMods = 1;
const refusals: Readonly<Record<number, string>> = {
  2: 'it rejects the request',
  3: 'the request is still waiting',
  4: 'its revocation is imminent',
  5: 'it has been revoked',
};
const failures: Readonly<Record<number, string>> = {
  0: 'unknown digest algorithm',
  2: 'request not permitted',
  5: 'wrong format',
  14: 'its clock is not available',
  15: 'unaccepted policy',
  16: 'unaccepted extension',
  17: 'additional information not available',
  25: 'system failure',
};

/** Text from outside, fit to be shown. */
const readable = (text: string) => text.replace(/\p{C}+/gu, ' ').slice(0, maxTextLength);

function whyRefused(status: number, reader: DerReader): string {
  const texts = reader.takeIf(tags.sequence);
  const bits = reader.takeIf(tags.bitString);
  reader.finish();
  const said = texts === undefined ? [] : fewChildrenOf(texts, maxTexts).map((text) => readText(text) ?? '');
  const failed = bits === undefined ? [] : [...readNamedBits(bits)].map((bit) => failures[bit] ?? `failure ${bit}`);
  return [refusals[status] ?? `status ${status}`, ...failed, ...said.map(readable)].join(', ');
}

/** @throws Problem `timestamp_unavailable` when the authority gives no token */
function checkStatus(node: DerNode): void {
  const reader = new DerReader(node.content);
  const status = readCount(reader.take(tags.integer));
  if (status === granted || status === grantedWithMods) return;
  const why = whyRefused(status, reader);
  throw new Problem('timestamp_unavailable', { detail: `The timestamp authority gives no timestamp: ${why}` });
}

/** @throws DerError, Problem `timestamp_unavailable` */
function tokenIn(response: Buffer): Buffer {
  const reader = new DerReader(onlyElement(berToDer(response), tags.sequence).content);
  checkStatus(reader.take(tags.sequence));
  const token = reader.take(tags.sequence).whole;
  reader.finish();
  return token;
}

/** What of the token is not as asked, or null. */
function difference(token: TimestampToken, request: TimestampRequest): string | null {
  const { imprint, nonce, policy, certificate } = token;
  if (imprint.algorithm !== request.algorithm || !imprint.digest.equals(request.imprint))
    return 'it is over other data';
  if (request.nonce !== undefined && !nonce?.equals(nonceInteger(request.nonce))) return 'it answers another request';
  if (request.policy !== undefined && policy !== request.policy) return 'it follows another policy';
  if (request.certReq && certificate === null) return "it lacks the authority's certificate";
  return null;
}

/**
 * Reads an answer, media type `application/timestamp-reply`, at most 1 MB.
 * @throws Problem `timestamp_unavailable` (refused, with the reason given), `timestamp_malformed`, `timestamp_wrong` (not what was asked for)
 */
export function readTimestampResponse(response: Buffer, request: TimestampRequest): TimestampAnswer {
  if (response.length > maxResponseBytes)
    throw new Problem('timestamp_malformed', { detail: 'The answer is larger than 1 MB' });
  try {
    const bytes = tokenIn(response);
    const token = readToken(bytes);
    const wrong = difference(token, request);
    if (wrong !== null)
      throw new Problem('timestamp_wrong', { detail: `The timestamp is not the one asked for: ${wrong}` });
    return { bytes, token };
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    throw new Problem('timestamp_malformed', { detail: `The answer cannot be read: ${error.message}`, cause: error });
  }
}
