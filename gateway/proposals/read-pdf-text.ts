/**
 * The text of a PDF with its places on the pages. The file is read by a process that may be lost: it has no environment, and what it may
 * use of memory and time is limited by the system. In a thread of this process only V8's own heap could be limited, and what a PDF
 * inflates to lies outside of it.
 * Source: getrlimit(2) (RLIMIT_DATA, RLIMIT_CPU), sh(1) ulimit.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Slots } from '../../certs/online/slots.js';
import type { PrintedText } from '../../schemas/printed/propose.js';
import { Problem } from '../../schemas/problems/problem.js';

type Answer = PrintedText | { readonly failure: 'pdf_malformed' | 'pdf_encrypted' };

/** What stands at the head and at the end of a letter stands on its first pages; what follows are annexes. */
const maxPages = 40;
const maxRuns = 30_000;
const limits = { dataKilobytes: 512 * 1024, cpuSeconds: 10, wallMs: 20_000, answerBytes: 16 * 1024 * 1024 };

const program = fileURLToPath(new URL('./pdf-text-process.mjs', import.meta.url));
const { dataKilobytes, cpuSeconds } = limits;
const limited = `ulimit -c 0 && ulimit -d ${dataKilobytes} && ulimit -t ${cpuSeconds} && exec "$0" "$@"`;

const tooComplex = (cause: unknown) =>
  new Problem('pdf_too_complex', { detail: 'Reading the text of the PDF takes too much time or memory', cause });

/** What the process writes, at most `answerBytes`; it is killed when it takes too long. */
function runProgram(file: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = spawn('/bin/sh', ['-c', limited, process.execPath, program, String(maxPages), String(maxRuns)], {
      env: {},
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const clock = setTimeout(() => reader.kill('SIGKILL'), limits.wallMs);
    const chunks: Buffer[] = [];
    let length = 0;
    reader.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > limits.answerBytes) reader.kill('SIGKILL');
    });
    reader.once('error', reject);
    reader.once('close', (code, signal) => {
      clearTimeout(clock);
      if (code === 0) resolve(Buffer.concat(chunks).toString('utf8'));
      else reject(tooComplex(new Error(`the reader ended with ${signal ?? code}`)));
    });
    // It may end before it has read everything; its end is what counts.
    reader.stdin.on('error', () => {});
    reader.stdin.end(file);
  });
}

/** Processes at the same time, whoever asks. */
const readers = new Slots(2);

/**
 * Waits for its turn.
 * @param open reads the file when it has come: files that wait lie in no memory
 * @throws Problem `pdf_malformed`, `pdf_encrypted`, `pdf_too_complex`
 */
export async function readPdfText(open: () => Promise<Buffer>): Promise<PrintedText> {
  const answer = JSON.parse(await readers.run(async () => runProgram(await open()))) as Answer;
  if ('failure' in answer) throw new Problem(answer.failure);
  return answer;
}
