/** placeholder until merged */
import type { DigestAlgorithm } from '../../schemas/asice/open-container.js';
import type { SignatureFinding } from '../signature/signature-finding.js';
export interface CheckedTimestamp {
  readonly genTime: Date | null;
  readonly certificate: Buffer | null;
  readonly otherCertificates: readonly Buffer[];
  readonly crls: readonly Buffer[];
  readonly ocsps: readonly Buffer[];
  readonly findings: readonly SignatureFinding[];
}
export async function checkToken(
  _token: Buffer,
  _imprint: (algorithm: DigestAlgorithm) => Promise<Buffer | null>,
): Promise<CheckedTimestamp> {
  return { genTime: null, certificate: null, otherCertificates: [], crls: [], ocsps: [], findings: [] };
}
