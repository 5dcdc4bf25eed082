/**
 * The verdict on an `.edxml` interchange file: its enveloped signature.
 * Source: ETSI EN 319 102-1 V1.3.1; facts on edXML as written.
 */
import { createHash } from 'node:crypto';
import type { ByteSource } from '../../schemas/asice/byte-source.js';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import { openXml } from '../../schemas/xml/parse-xml.js';
import { type SignatureFinding, signatureFinding } from '../signature/signature-finding.js';
import { checkEnveloped } from '../xmldsig/check-edxml.js';
import { maxSignedBytes } from '../xmldsig/profile.js';
import { judgeSignature } from './judge-signature.js';
import { problemsOf, verdictOf } from './merge-findings.js';
import type { FileReport, SignatureReport } from './report.js';
import type { VerifyOptions } from './verify-options.js';

/** Nothing is said against a file that is larger than what is judged. */
const notJudged = (code: SignatureFinding['code'], why: string): SignatureFinding => ({
  code,
  message: `The signature was not judged: ${why}. The container is the durable proof`,
  indication: 'INDETERMINATE',
  subIndication: 'CUSTOM',
});

const findingOf = ({ code, detail }: Problem): SignatureFinding =>
  code === 'xml_too_large' ? notJudged(code, detail) : signatureFinding(code, detail);

/** @throws Problem `file_unknown` when the XML is no edXML */
export async function verifyEdxml(source: ByteSource, options: VerifyOptions): Promise<FileReport> {
  if (source.size > maxSignedBytes)
    return failed(options, [notJudged('edxml_too_large', `it covers a file of more than ${maxSignedBytes} bytes`)]);
  const bytes = await source.read(0, source.size);
  try {
    const document = openXml(bytes);
    if (document.root.local !== 'edXML')
      throw new Problem('file_unknown', { detail: 'The XML is not an edXML message' });
    const checked = checkEnveloped(document);
    if (checked === undefined)
      return failed(options, [signatureFinding('signature_missing', 'The message carries no signature')]);
    return report(bytes, await judgeSignature(checked, options, 'edXML'), options);
  } catch (error) {
    if (!isProblem(error) || error.code === 'file_unknown') throw error;
    return failed(options, [findingOf(error)]);
  }
}

function report(bytes: Buffer, signature: SignatureReport, { policy }: VerifyOptions): FileReport {
  const file = {
    name: 'edXML',
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    covered: signature.covers.length > 0,
  };
  const { indication, subIndication } = signature;
  return { format: 'edxml', policy, indication, subIndication, signatures: [signature], files: [file], problems: [] };
}

function failed({ policy }: VerifyOptions, findings: Parameters<typeof verdictOf>[0]): FileReport {
  return { format: 'edxml', policy, ...verdictOf(findings), signatures: [], files: [], problems: problemsOf(findings) };
}
