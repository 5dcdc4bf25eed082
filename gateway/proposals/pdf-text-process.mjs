/**
 * The text of a PDF, read in a process of its own: the file may be made to exhaust whoever reads it. The file comes in on stdin, what
 * was read goes out on stdout as JSON (`Answer` of read-pdf-text.ts). Arguments: the most pages, and the most pieces of text, to read.
 */
import { buffer } from 'node:stream/consumers';
import { getDocumentProxy } from 'unpdf';

const [maxPages, maxRuns] = process.argv.slice(2).map(Number);
const maxRunLength = 1000;

/** Nothing in a PDF is run, fetched or looked for on this machine. */
const careful = {
  isEvalSupported: false,
  useSystemFonts: false,
  disableFontFace: true,
  enableXfa: false,
  verbosity: 0,
};

/** Text drawn upright: stamps along the margin are no lines of the document. */
const isUpright = ({ str, transform: [across, up] }) => str.trim() !== '' && across > 0 && Math.abs(up) < 0.1 * across;

const runOf = ({ str, transform: [, , , size, x, y], width }) => ({
  text: str.slice(0, maxRunLength),
  x,
  y,
  width,
  size,
});

async function readPage(pdf, number) {
  const page = await pdf.getPage(number);
  const { width, height } = page.getViewport({ scale: 1 });
  // As drawn: the signs of old fonts would be taken for accents and put together.
  const { items } = await page.getTextContent({ disableNormalization: true });
  page.cleanup();
  return { width, height, runs: items.filter(isUpright).map(runOf) };
}

async function read() {
  const pdf = await getDocumentProxy(new Uint8Array(await buffer(process.stdin)), careful);
  const pages = [];
  let room = maxRuns;
  while (pages.length < Math.min(pdf.numPages, maxPages) && room > 0) {
    const page = await readPage(pdf, pages.length + 1);
    pages.push({ ...page, runs: page.runs.slice(0, room) });
    room -= page.runs.length;
  }
  return { pageCount: pdf.numPages, pages, isWhole: pages.length === pdf.numPages && room >= 0 };
}

const failure = ({ name }) => ({ failure: name === 'PasswordException' ? 'pdf_encrypted' : 'pdf_malformed' });

process.stdout.write(JSON.stringify(await read().catch(failure)));
