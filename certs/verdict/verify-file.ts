/**
 * Is this file genuine? One function behind CLI, API, web and mail: it gets bytes and a policy, never a name or path to decide by.
 * Recognises the format by content and hands over to the format's own verification.
 * Source: ETSI EN 319 102-1 V1.3.1; interface design, `verify --json`.
 */
import type { ByteSource } from '../../schemas/asice/byte-source.js';
import { Problem } from '../../schemas/problems/problem.js';
import { collectEvidence } from './collect-evidence.js';
import { digestFile } from './digest-file.js';
import type { JudgedSignature } from './judged-signature.js';
import type { FileReport, VerificationReport } from './report.js';
import { verifyContainer } from './verify-container.js';
import { verifyEdxml } from './verify-edxml.js';
import { verifyMail } from './verify-mail.js';
import type { VerifyOptions } from './verify-options.js';
import { verifyPdf } from './verify-pdf.js';

type Kind = 'zip' | 'xml' | 'pdf' | 'eml';

const mailHeader = /^(?:[!-9;-~]+:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n)+/;

function kindOf(start: Buffer): Kind | undefined {
  const text = start.toString('latin1');
  if (text.startsWith('PK\u0003\u0004')) return 'zip';
  if (text.includes('%PDF-')) return 'pdf';
  if (/^(?:\u00ef\u00bb\u00bf)?\s*</.test(text) || /^(?:\u00ff\u00fe<\0|\u00fe\u00ff\0<)/.test(text)) return 'xml';
  const headers = mailHeader.exec(text)?.[0] ?? '';
  return /^(?:from|received|return-path|mime-version|date|subject|message-id):/im.test(headers) ? 'eml' : undefined;
}

async function verifyKind(source: ByteSource, options: VerifyOptions): Promise<FileReport> {
  const kind = kindOf(await source.read(0, Math.min(source.size, 1024)));
  switch (kind) {
    case 'zip':
      return verifyContainer(source, options);
    case 'xml':
      return verifyEdxml(source, options);
    case 'pdf':
      return verifyPdf(source, options);
    case 'eml':
      return verifyMail(source, options);
    default:
      throw new Problem('file_unknown');
  }
}

/**
 * @throws Problem `file_unknown` when the file is of no kind that can be verified. A file of a known kind always gets a report, however broken.
 */
export async function verifyFile(source: ByteSource, options: VerifyOptions): Promise<VerificationReport> {
  const at = options.at ?? new Date();
  const judged: JudgedSignature[] = [];
  const observe = (one: JudgedSignature) => {
    judged.push(one);
    options.observe?.(one);
  };
  const report = await verifyKind(source, { ...options, at, observe });
  const trust = { storeVersion: options.version ?? null, anchors: options.anchors.length };
  const asked = options.evidence === true;
  return {
    ...report,
    at: at.toISOString(),
    trust,
    ...(asked ? { judged: await digestFile(source), evidence: collectEvidence(judged) } : {}),
  };
}
