/**
 * What the PDFs of a mail say of the document they are, as fields of a mail. Several that contradict each other say nothing, and what cannot
 * be read says nothing either: it is only a proposal.
 */
import type { DocumentFields } from '../../../schemas/mail/sorted-mail.js';
import type { MessagePart } from '../../../schemas/mime/message.js';
import { isProblem } from '../../../schemas/problems/problem.js';
import { proposeFromPdf } from '../../proposals/propose-from-pdf.js';
import type { ProposeFields } from './propose-fields.js';

/** As for the API's own proposals. */
const maxPdfBytes = 32 * 1024 * 1024;
/** A document and its annexes; reading more would hold up other mails. */
const maxPdfs = 3;

const readable = ['number', 'notation', 'subject', 'type', 'date'] as const;

type Guess = Partial<Pick<DocumentFields, (typeof readable)[number]>>;

async function guessFrom({ content }: MessagePart): Promise<Guess> {
  const bytes = content();
  if (bytes.length > maxPdfBytes) return {};
  try {
    const { fields } = await proposeFromPdf(bytes);
    const found = readable.flatMap((field) => (fields[field] === null ? [] : [[field, fields[field].value] as const]));
    return Object.fromEntries(found);
  } catch (error) {
    if (isProblem(error) && error.code.startsWith('pdf_')) return {};
    throw error;
  }
}

/** A field is proposed when those files that say it agree. */
function agreed(guesses: readonly Guess[]): Guess {
  const fields = readable.flatMap((field) => {
    const [value, ...others] = new Set(guesses.flatMap((guess) => guess[field] ?? []));
    return value === undefined || others.length > 0 ? [] : [[field, value] as const];
  });
  return Object.fromEntries(fields);
}

const isPdf = ({ type, name }: MessagePart) => type === 'application/pdf' || /\.pdf$/i.test(name);

export const proposeFromFiles: ProposeFields = async (files) => {
  const guesses: Guess[] = [];
  for (const file of files.filter(isPdf).slice(0, maxPdfs)) guesses.push(await guessFrom(file));
  return agreed(guesses);
};
