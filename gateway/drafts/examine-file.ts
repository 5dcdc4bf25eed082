/**
 * What an uploaded file is, whether it may be sent at all, what its signatures are worth and what its text says of the document: looked
 * at once, when it is whole. What is harmful is found when the document is submitted.
 */
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { ByteSource } from '../../schemas/asice/byte-source.js';
import type { Proposal } from '../../schemas/printed/proposal.js';
import { proposeFromText } from '../../schemas/printed/propose.js';
import { type Stamps, stampsOn } from '../../schemas/printed/stamps.js';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import { getAgency } from '../agencies/find-agencies.js';
import type { GatewayContext } from '../context.js';
import { checkAttachedPdfs } from '../documents/attached-pdfs.js';
import { inspectStream } from '../documents/upload/receive-file.js';
import { readPdfText } from '../proposals/read-pdf-text.js';
import type { FileFindings } from './draft.js';

export interface ExaminedFile {
  /** Hex. */
  readonly sha256: string;
  readonly findings: FileFindings;
  /** What its text says; null for files that say nothing. */
  readonly proposal: (Proposal & Pick<Stamps, 'urgency'>) | null;
}

const pdfType = 'application/pdf';
/** As for the API's own proposals. */
const maxReadBytes = 32 * 1024 * 1024;

const secret = () =>
  new Problem('secret_refused', { detail: 'A file carries the stamp of a state secret', field: 'file' });

/** @throws Problem `secret_refused`, `file_type`, `file_empty`, `pdf_refused` (by the agency's wish), `storage_damaged` */
export async function examineFile(
  ctx: GatewayContext,
  agency: string,
  name: string,
  source: ByteSource,
): Promise<ExaminedFile> {
  const { mediaType, inspection, content } = await inspectStream(source.stream(), name);
  const hash = createHash('sha256');
  for await (const chunk of content) hash.update(chunk);
  if (inspection.secretMark() !== undefined) throw secret();
  const isPdf = mediaType === pdfType;
  const proposal = isPdf ? await readProposal(source) : null;
  const checks = isPdf
    ? await checkAttachedPdfs(ctx, await getAgency(ctx, agency), [{ name, open: async () => source }])
    : new Map<string, never>();
  return { sha256: hash.digest('hex'), findings: { mediaType, pdf: checks.get(name) ?? null }, proposal };
}

/** What cannot be read proposes nothing: it is only a comfort. @throws Problem `secret_refused` */
async function readProposal(source: ByteSource): Promise<ExaminedFile['proposal']> {
  if (source.size > maxReadBytes) return null;
  try {
    const text = await readPdfText(() => buffer(source.stream()));
    const { secrecy, urgency } = stampsOn(text);
    if (secrecy !== null) throw secret();
    return { ...proposeFromText(text), urgency };
  } catch (error) {
    if (isProblem(error) && error.code.startsWith('pdf_')) return null;
    throw error;
  }
}
