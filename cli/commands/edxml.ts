/**
 * `congvan edxml pack|unpack|validate`: `.edxml` interchange files to and from folders and containers.
 * Works on files alone, without a gateway. Neither signs nor checks signatures.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { checkFileName } from '../../gateway/documents/upload/check-file-name.js';
import { bufferSource, openFileSource } from '../../schemas/asice/file-source.js';
import { openContainer } from '../../schemas/asice/open-container.js';
import { metadataFromEnvelope } from '../../schemas/edxml/envelope.js';
import type { EdxmlMessage, EdxmlStatus } from '../../schemas/edxml/message.js';
import { readEdxml } from '../../schemas/edxml/read-edxml.js';
import { type Interchange, maxInterchangeBytes, readInterchange } from '../../schemas/edxml/read-interchange.js';
import { writeEdxmlDocument } from '../../schemas/edxml/write-document.js';
import { type InterchangeContent, type WriteOptions, writeInterchange } from '../../schemas/edxml/write-interchange.js';
import { writeEdxmlStatus } from '../../schemas/edxml/write-status.js';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import { validateXml } from '../../schemas/xml/validate-xml.js';

const envelopeName = 'envelope.edxml';
const metadataName = 'metadata.json';
const maxEnvelopeBytes = 10 * 1024 * 1024;

export interface EdxmlSummary {
  readonly kind: 'document' | 'status';
  readonly documentId: string | null;
  readonly statusCode: string | null;
  readonly files: readonly { readonly name: string; readonly size: number; readonly wrapped: boolean }[];
  /** Oddities that were tolerated. */
  readonly warnings: readonly string[];
}

export interface EdxmlValidation extends EdxmlSummary {
  /** Why the file, though readable, is not what this product would write; null when it is. */
  readonly schemaFault: string | null;
}

/**
 * Writes `output` from a folder (`envelope.edxml` and the files its manifest names) or a container with the same content.
 * @throws Problem `edxml_*`, `xml_*`, `zip_*`, `asic_*`, `not_found` (a named file is missing); nothing is written then
 */
export async function packEdxml(
  input: string,
  output: string,
  options: WriteOptions = { wrap: 'zip' },
): Promise<EdxmlSummary> {
  const isFolder = (await stat(input)).isDirectory();
  const { message, contents, close } = isFolder ? await readFolder(input) : await readContainer(input);
  const draft = `${output}.part-${process.pid}`;
  try {
    await pipeline(
      Readable.from(writeInterchange(message, contents, options)),
      createWriteStream(draft, { flags: 'wx' }),
    );
    await rename(draft, output);
  } finally {
    await rm(draft, { force: true });
    await close();
  }
  const wrapped = options.wrap === 'zip';
  const files = contents.map(({ name, source }) => ({ name, size: source.size, wrapped }));
  return { ...describeMessage(message), files, warnings: [] };
}

/**
 * Makes the folder `output` (which must not exist or be empty) with `envelope.edxml`, the attachments under their own
 * names, and `metadata.json` when the envelope says enough for it.
 * @throws Problem `edxml_*`, `xml_*`, `zip_*`, `file_name`, `already_exists`; nothing is written then
 */
export async function unpackEdxml(input: string, output: string): Promise<EdxmlSummary> {
  await requireFree(output);
  const interchange = await readInterchange(createReadStream(input));
  const warnings = [...interchange.warnings];
  await mkdir(dirname(output), { recursive: true });
  const draft = await mkdtemp(join(dirname(output), `.${basename(output)}-`));
  try {
    await writeContents(interchange, draft);
    await writeFile(join(draft, envelopeName), writeMessage(interchange.message));
    await writeMetadata(interchange, draft, warnings);
    await rm(output, { recursive: true, force: true });
    await rename(draft, output);
  } finally {
    await rm(draft, { recursive: true, force: true });
    await interchange.dispose();
  }
  return { ...summarize(interchange), warnings };
}

/**
 * Reads the file to its last byte, attachments included, and holds it against our schema.
 * @throws Problem `edxml_*`, `xml_*`, `zip_*` when it cannot be read at all
 */
export async function validateEdxmlFile(input: string): Promise<EdxmlValidation> {
  const interchange = await readInterchange(createReadStream(input));
  try {
    for (const file of interchange.files) await finished(file.stream().resume());
    return { ...summarize(interchange), schemaFault: schemaFault(interchange.markup) };
  } finally {
    await interchange.dispose();
  }
}

interface Packable {
  readonly message: EdxmlMessage;
  readonly contents: readonly InterchangeContent[];
  close(): Promise<void>;
}

async function readFolder(folder: string): Promise<Packable> {
  const message = requireDocument(readEdxml(await readFile(join(folder, envelopeName))));
  const opened: Awaited<ReturnType<typeof openFileSource>>[] = [];
  const close = async () => {
    for (const source of opened) await source.close();
  };
  try {
    for (const { name = '' } of message.files) opened.push(await openFileSource(join(folder, checkFileName(name))));
  } catch (error) {
    await close();
    throw asNotFound(error);
  }
  const contents = message.files.flatMap((file, index) => contentOf(file, opened[index]));
  return { message, contents, close };
}

async function readContainer(path: string): Promise<Packable> {
  const source = await openFileSource(path);
  try {
    const container = await openContainer(source);
    const read = (name: string, maxBytes: number) => {
      const entry = container.dataEntries.find((one) => one.name === name);
      if (entry === undefined) throw new Problem('not_found', { detail: `The container has no ${name}`, field: name });
      return container.read(entry, maxBytes);
    };
    const message = requireDocument(readEdxml(await read(envelopeName, maxEnvelopeBytes)));
    const contents: InterchangeContent[] = [];
    for (const file of message.files) {
      // What is larger than the whole output may be cannot be packed, so it never has to be in memory.
      contents.push(...contentOf(file, bufferSource(await read(file.name ?? '', maxInterchangeBytes))));
    }
    return { message, contents, close: async () => {} };
  } finally {
    await source.close();
  }
}

function contentOf(file: EdxmlMessage['files'][number], source: InterchangeContent['source'] | undefined) {
  if (source === undefined || file.name === undefined) return [];
  const { name, description, contentType = 'application/octet-stream' } = file;
  return [{ name, mediaType: contentType, source, ...(description === undefined ? {} : { description }) }];
}

function requireDocument(message: EdxmlMessage | EdxmlStatus): EdxmlMessage {
  if (message.kind === 'document') return message;
  throw new Problem('edxml_value', { detail: 'A status has no attachments and needs no packing', field: envelopeName });
}

async function requireFree(folder: string): Promise<void> {
  const found = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (found.length > 0)
    throw new Problem('already_exists', { detail: `${basename(folder)} is not empty`, field: 'out' });
}

async function writeContents(interchange: Interchange, folder: string): Promise<void> {
  for (const file of interchange.files) {
    const path = join(folder, checkFileName(file.name));
    try {
      await pipeline(file.stream(), createWriteStream(path, { flags: 'wx' }));
    } catch (error) {
      if (!isErrno(error, 'EEXIST')) throw error;
      throw new Problem('edxml_attachment', { detail: `Two attachments are called "${file.name}"`, field: file.name });
    }
  }
}

/** A foreign envelope may say too little for metadata; then the person is told, and the rest is still useful. */
async function writeMetadata({ message, files }: Interchange, folder: string, warnings: string[]): Promise<void> {
  if (message.kind === 'status' || files.some(({ name }) => name === metadataName)) return;
  try {
    const metadata = metadataFromEnvelope(message, (text) => warnings.push(text));
    await writeFile(join(folder, metadataName), `${JSON.stringify(metadata, null, 2)}\n`);
  } catch (error) {
    if (!isProblem(error)) throw error;
    warnings.push(`No ${metadataName}: ${error.detail}`);
  }
}

function writeMessage(message: EdxmlMessage | EdxmlStatus): Buffer {
  return message.kind === 'document' ? writeEdxmlDocument(message) : writeEdxmlStatus(message);
}

function summarize({ message, files, warnings }: Interchange): EdxmlSummary {
  const listed = files.map(({ name, size, wrapped }) => ({ name, size, wrapped }));
  return { ...describeMessage(message), files: listed, warnings };
}

function describeMessage(
  message: EdxmlMessage | EdxmlStatus,
): Pick<EdxmlSummary, 'kind' | 'documentId' | 'statusCode'> {
  if (message.kind === 'document')
    return { kind: 'document', documentId: message.documentId ?? null, statusCode: null };
  return { kind: 'status', documentId: message.responseFor.documentId ?? null, statusCode: message.statusCode };
}

function schemaFault(markup: Buffer): string | null {
  try {
    validateXml(markup, 'edxml');
    return null;
  } catch (error) {
    if (isProblem(error, 'xml_invalid')) return error.detail;
    throw error;
  }
}

function asNotFound(error: unknown): unknown {
  if (!isErrno(error, 'ENOENT')) return error;
  const name = basename((error as NodeJS.ErrnoException).path ?? '');
  return new Problem('not_found', { detail: `The manifest names ${name}, which is not in the folder`, field: name });
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}
