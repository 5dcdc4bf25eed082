/** What a PDF says of the document it is, for whoever sends it to confirm: by mail, or on the page where letters are composed. */
import type { Proposal } from '../../schemas/printed/proposal.js';
import { proposeFromText } from '../../schemas/printed/propose.js';
import { readPdfText } from './read-pdf-text.js';

/** @throws Problem `pdf_malformed`, `pdf_encrypted`, `pdf_too_complex` */
export async function proposeFromPdf(file: Buffer): Promise<Proposal> {
  return proposeFromText(await readPdfText(async () => file));
}
