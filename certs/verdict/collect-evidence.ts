/**
 * What a verdict relied upon, in the forms other tools read, so that it can be kept and judged again without us: signers' certificates
 * and those of the paths, revocation lists and answers, timestamps. Believes nothing anew: what was relied upon is told by the judges.
 * Source: RFC 5280 (certificates, lists), RFC 6960 section 4.2.1 (answers), RFC 3161 section 2.4.2 (tokens).
 */
import { hash } from 'node:crypto';
import { readToken } from '../timestamp/read-token.js';
import { readCrl } from '../trust/crl.js';
import { nameText } from '../trust/name.js';
import { asOcspResponse, type OcspView, readOcsp } from '../trust/ocsp.js';
import { readOrNull } from './describe-certificate.js';
import type { JudgedSignature } from './judged-signature.js';
import type { ReportEvidence } from './report.js';

type Description = Pick<ReportEvidence, 'about' | 'time'>;

const kinds: readonly ReportEvidence['kind'][] = ['certificate', 'crl', 'ocsp', 'timestamp'];
const maxSerials = 5;

function responderOf({ responder }: OcspView): string {
  return 'name' in responder ? nameText(responder.name) : `SHA-1 ${responder.keyHash.toString('hex')}`;
}

function describeAnswer(der: Buffer): Description {
  const view = readOcsp(der);
  const serials = view.answers.slice(0, maxSerials).map(({ certId }) => certId.serial);
  return { about: `${responderOf(view)}: ${serials.join(', ')}`, time: view.producedAt.toISOString() };
}

function describeList(der: Buffer): Description {
  const { issuerName, thisUpdate } = readCrl(der);
  return { about: nameText(issuerName), time: thisUpdate.toISOString() };
}

function describeToken(der: Buffer): Description {
  const { certificate, genTime } = readToken(der);
  const authority = certificate === null ? null : readOrNull(certificate);
  return { about: authority?.subject ?? '', time: genTime.toISOString() };
}

const describe: Readonly<Record<ReportEvidence['kind'], (der: Buffer) => Description>> = {
  certificate: (der) => ({ about: readOrNull(der)?.subject ?? '', time: null }),
  crl: describeList,
  ocsp: describeAnswer,
  timestamp: describeToken,
};

interface Piece {
  readonly kind: ReportEvidence['kind'];
  readonly der: Buffer;
}

/** A certificate that cannot be read was not relied upon. */
function piecesOf({ certificate, reliedUpon, tokens }: JudgedSignature): Piece[] {
  const signer = certificate === null || readOrNull(certificate) === null ? [] : [certificate];
  return [
    ...signer.map((der): Piece => ({ kind: 'certificate', der })),
    ...reliedUpon.map(({ kind, der }) => ({ kind, der: kind === 'ocsp' ? asOcspResponse(der) : der })),
    ...tokens.map((der): Piece => ({ kind: 'timestamp', der })),
  ];
}

/** Each piece once: certificates, lists, answers, timestamps, each in the order in which the signatures came. */
export function collectEvidence(judged: readonly JudgedSignature[]): ReportEvidence[] {
  const pieces = new Map(judged.flatMap(piecesOf).map((piece) => [hash('sha256', piece.der), piece]));
  const evidence = [...pieces].map(([sha256, { kind, der }]) => {
    return { kind, ...describe[kind](der), sha256, der: der.toString('base64') };
  });
  return kinds.flatMap((kind) => evidence.filter((one) => one.kind === kind));
}
