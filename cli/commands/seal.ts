/**
 * `congvan seal --key FILE --cert FILE [--in envelope.json] FILE… --out X.asice`: a sealed container without a gateway.
 * Takes any file: what a gateway accepts is judged when the container is submitted. Registers nothing, gives no numbers.
 * Source: interface design, command `seal`; ETSI EN 319 162-1 section 4.4.
 */
import { createReadStream } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Signer } from '../../certs/keys/signer.js';
import { readCertificate } from '../../certs/trust/certificate.js';
import { sealContainer } from '../../certs/xades/seal-container.js';
import { checkFileName } from '../../gateway/documents/upload/check-file-name.js';
import { sniffBytes, sniffType } from '../../gateway/documents/upload/sniff-type.js';
import type { ContainerWriter, WrittenEntry } from '../../schemas/asice/container-writer.js';
import { checkMetadata, type Metadata } from '../../schemas/directory/metadata.js';
import { buildEnvelope } from '../../schemas/edxml/envelope.js';
import { writeEdxmlDocument } from '../../schemas/edxml/write-document.js';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import { validateXml } from '../../schemas/xml/validate-xml.js';
import type { TextOutput } from '../command-output.js';
import { readSigner, type SigningOptions, signAndTell, writeContainer } from './sign-container.js';

export interface SealOptions extends SigningOptions {
  /** Metadata JSON; without it the container holds the files only. */
  readonly in?: string;
  readonly files: readonly string[];
}

const untyped = 'application/octet-stream';

/**
 * Seals the files and writes the container; `out` appears complete, or not at all.
 * @returns the exit code, as `signAndTell`
 */
export function sealFiles(options: SealOptions, output: TextOutput): Promise<number> {
  return signAndTell('seal', options, output, async () => {
    if (options.files.length === 0) throw new Error('at least one FILE is needed');
    const signer = await readSigner(options);
    const metadata = options.in === undefined ? null : await readMetadata(options.in, signer);
    const signingTime = new Date();
    return writeContainer(options.out, async (writer) => {
      const files: WrittenEntry[] = [];
      for (const path of options.files) files.push(await addFile(writer, path));
      const envelope = metadata === null ? null : envelopeBytes(metadata, files, signingTime);
      return sealContainer(writer, { envelope, signer, signingTime });
    });
  });
}

type CompleteMetadata = Metadata & { readonly from: string; readonly number: string };

/** Metadata that can stand in an envelope: the sender is said or is the certificate's, and there is no register to ask for a number. */
async function readMetadata(path: string, signer: Signer): Promise<CompleteMetadata> {
  const metadata = checkMetadata(parseJson(await readFile(path, 'utf8'), path));
  const from = metadata.from ?? readCertificate(signer.certificate).agencyCode;
  const { number } = metadata;
  if (from === null)
    throw new Problem('invalid_request', {
      detail: 'Neither metadata nor certificate names the sending agency',
      field: 'from',
    });
  if (number === undefined)
    throw new Problem('invalid_request', { detail: 'Without a gateway the number must be given', field: 'number' });
  return { ...metadata, from, number };
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem('invalid_request', { detail: 'The metadata is not JSON', field: path, cause });
  }
}

function envelopeBytes(metadata: CompleteMetadata, files: readonly WrittenEntry[], sentAt: Date): Buffer {
  const message = buildEnvelope({
    metadata,
    from: { organId: metadata.from },
    to: metadata.to.map((organId) => ({ organId })),
    files: files.map(({ name, mediaType }) => ({ name, mediaType: mediaType ?? untyped })),
    sentAt,
  });
  const envelope = writeEdxmlDocument(message);
  validateXml(envelope, 'edxml');
  return envelope;
}

async function addFile(writer: ContainerWriter, path: string): Promise<WrittenEntry> {
  const name = checkFileName(basename(path));
  const { size } = await stat(path);
  return writer.addStream(name, await mediaTypeOf(path, name), createReadStream(path), { maxBytes: size });
}

async function mediaTypeOf(path: string, name: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(sniffBytes), 0, sniffBytes, 0);
    return (await sniffType(buffer.subarray(0, bytesRead), name)).mediaType;
  } catch (error) {
    if (isProblem(error, 'file_type')) return untyped;
    throw error;
  } finally {
    await file.close();
  }
}
