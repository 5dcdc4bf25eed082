import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metadataFromEnvelope } from '../../../schemas/edxml/envelope.js';
import { readEdxml } from '../../../schemas/edxml/read-edxml.js';
import { writeEdxmlDocument } from '../../../schemas/edxml/write-document.js';
import { writeEdxmlStatus } from '../../../schemas/edxml/write-status.js';
import { isProblem } from '../../../schemas/problems/problem.js';
import { vectorPath } from '../../support/vectors.js';
import { contentOf, withInterchange } from './edxml-support.js';

/** Read to the last byte, or refused with a Problem. Anything else fails the test. */
async function readOrRefuse(bytes: Buffer): Promise<'read' | 'refused'> {
  try {
    await withInterchange(bytes, async ({ message, files }) => {
      for (const file of files) await contentOf(file.stream());
      // What was read can be written, and read again as the same thing.
      const written = message.kind === 'document' ? writeEdxmlDocument(message) : writeEdxmlStatus(message);
      expect(readEdxml(written)).toEqual(message);
      if (message.kind === 'document') metadataFromEnvelope(message);
    });
    return 'read';
  } catch (error) {
    if (isProblem(error)) return 'refused';
    throw error;
  }
}

const seeds = ['emitted/edoc_update.edxml', 'emitted/edoc_zipped_attachments.edxml', 'emitted/status_02.edxml'].map(
  (file) => readFileSync(vectorPath('edxml', file)),
);
const seed = fc.constantFrom(...seeds);
/** Where the markup is: the start of the file, and not its 100 KB of base64. */
const position = fc.oneof(fc.nat(7_000), fc.nat(140_000));

function replaceAt(bytes: Buffer, at: number, length: number, by: Uint8Array): Buffer {
  const start = at % (bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, start), by, bytes.subarray(start + length)]);
}

/** Every element of the file, as start and end offsets of its outermost text. */
function elementSpans(text: string): [number, number][] {
  const spans: [number, number][] = [];
  const open: [string, number][] = [];
  for (const match of text.matchAll(/<(\/?)([^\s/>?!]+)[^>]*?(\/?)>/g)) {
    const [tag, closing, name = '', empty] = match;
    if (closing === '/') spans.push([open.pop()?.[1] ?? 0, match.index + tag.length]);
    else if (empty === '/') spans.push([match.index, match.index + tag.length]);
    else open.push([name, match.index]);
  }
  return spans;
}

const runs = { numRuns: 250 };

describe('a damaged edXML file is read or refused, and nothing else', () => {
  it('when it is cut short', async () => {
    await fc.assert(
      fc.asyncProperty(seed, position, async (bytes, length) => {
        const cut = bytes.subarray(0, length % bytes.length);
        expect(await readOrRefuse(cut)).toBe(bytes.length - cut.length <= 2 ? 'read' : 'refused');
      }),
      runs,
    );
  });

  it('when bytes are changed', async () => {
    await fc.assert(
      fc.asyncProperty(seed, position, fc.uint8Array({ minLength: 1, maxLength: 3 }), async (bytes, at, by) => {
        await readOrRefuse(replaceAt(bytes, at, by.length, by));
      }),
      runs,
    );
  });

  it('when markup is dropped into it', async () => {
    const markup = fc.constantFrom(
      ...['<', '>', '</', '<![CDATA[', ']]>', '<!--', '-->', '&', '&#0;', '&x;', '"', '=', '<ContentTransferEncoded>'],
      ...['</edXML>', '<!DOCTYPE a>', ' xmlns=""', '<a xmlns:edXML="urn:x">', '\u0000'],
    );
    await fc.assert(
      fc.asyncProperty(seed, position, fc.nat(20), markup, async (bytes, at, length, text) => {
        await readOrRefuse(replaceAt(bytes, at, length, Buffer.from(text)));
      }),
      runs,
    );
  });

  it.each(seeds.map((bytes, index) => [index, bytes] as const))(
    'when any element is missing or doubled (seed %i)',
    async (_, bytes) => {
      const text = bytes.toString('latin1');
      for (const [start, end] of elementSpans(text)) {
        await readOrRefuse(Buffer.from(text.slice(0, start) + text.slice(end), 'latin1'));
        await readOrRefuse(Buffer.from(text.slice(0, end) + text.slice(start), 'latin1'));
      }
    },
  );
});
