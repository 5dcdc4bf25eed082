/**
 * The verdict on an ASiC container: every signature file, every entry, every certificate, one report.
 * What is not signed, and what a change of it means: the manifest must list exactly the data files (policy `full` fails otherwise); the
 * `mimetype` must name an ASiC type, else the file is none we know; a `mimetype` that is not first is remarked; ZIP headers must agree
 * with each other and with the data, else the container is refused as a whole.
 * Source: ETSI EN 319 162-1 section 4.4; ETSI EN 319 102-1 section 5.3; interface design, policies.
 */
import type { ByteSource } from '../../schemas/asice/byte-source.js';
import { asicsMediaType } from '../../schemas/asice/media-types.js';
import {
  type Container,
  type ContainerEntry,
  type DigestAlgorithm,
  openContainer,
} from '../../schemas/asice/open-container.js';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import { CadesContainer, cmsEntries } from '../cades/check-container-signature.js';
import type { CheckedSignature } from '../signature/checked-signature.js';
import { containerObjects, type DataObjects } from '../signature/data-objects.js';
import { type SignatureFinding, signatureFinding } from '../signature/signature-finding.js';
import { checkSignatures } from '../xades/check-signature.js';
import { judgeSignature } from './judge-signature.js';
import { problemsOf, verdictOf, worstOf } from './merge-findings.js';
import type { FileReport, SignatureReport } from './report.js';
import type { VerifyOptions } from './verify-options.js';
import { readProof, verifyNested } from './verify-proof.js';

const maxSignatureFileBytes = 10 * 1024 * 1024;
const maxSignatureFiles = 64;

const isXml = ({ name }: ContainerEntry) => name.toLowerCase().endsWith('.xml');

/** EN 319 162-1 sections 4.3.3 and 4.4.3, annex A.7. */
const metaName =
  /^META-INF\/([^/]*signature[^/]*\.(xml|p7s)|ASiC[^/]*Manifest[^/]*\.xml|manifest\.xml|[^/]*timestamp[^/]*\.tst)$/i;

/** @throws Problem `file_unknown` for a ZIP archive that is no ASiC container */
export async function verifyContainer(source: ByteSource, options: VerifyOptions): Promise<FileReport> {
  try {
    const container = await openContainer(source);
    const proofOptions = await readProof(container, options);
    const report = await new ContainerVerification(container, proofOptions ?? options).report();
    if (proofOptions === undefined) return report;
    const nested = await verifyNested(source, container, report, proofOptions, verifyPlain);
    return { ...report, ...worstOf([report, ...nested.map((one) => one.report)]), nested };
  } catch (error) {
    if (!isProblem(error) || error.code === 'storage_damaged') throw error;
    if (error.code === 'asic_mimetype') throw new Problem('file_unknown', { detail: error.detail });
    return refused(error, options);
  }
}

/** What is nested is judged for itself; proofs are not nested in proofs. */
async function verifyPlain(source: ByteSource, options: VerifyOptions): Promise<FileReport> {
  try {
    return await new ContainerVerification(await openContainer(source), options).report();
  } catch (error) {
    if (!isProblem(error) || error.code === 'storage_damaged') throw error;
    return refused(error, options);
  }
}

/** A container that contradicts itself has no signatures worth listing. */
function refused(problem: Problem, { policy }: VerifyOptions): FileReport {
  const message = problem.field === undefined ? problem.detail : `${problem.field}: ${problem.detail}`;
  return {
    format: 'asice',
    policy,
    indication: 'TOTAL-FAILED',
    subIndication: 'FORMAT_FAILURE',
    signatures: [],
    files: [],
    problems: [{ code: problem.code, message }],
  };
}

class ContainerVerification {
  readonly #objects: DataObjects;

  constructor(
    private readonly container: Container,
    private readonly options: VerifyOptions,
  ) {
    this.#objects = containerObjects(container);
  }

  async report(): Promise<FileReport> {
    const cades = await CadesContainer.open(this.container, this.#digestOf);
    const signatures: SignatureReport[] = [];
    for (const entry of this.#signatureFiles()) signatures.push(...(await this.#judgeFile(entry, cades)));
    const covered = new Set(signatures.flatMap(({ covers }) => covers));
    const findings = [...cades.findings, ...this.#containerFindings(signatures, covered)];
    return {
      format: this.container.mimeType === asicsMediaType ? 'asics' : 'asice',
      policy: this.options.policy,
      ...worstOf([...signatures, verdictOf(findings)]),
      signatures,
      files: await this.#files(covered),
      problems: problemsOf(findings),
    };
  }

  /** Data objects are read once, however many signatures and manifests refer to them. */
  readonly #digestOf = async (entry: ContainerEntry, algorithm: DigestAlgorithm): Promise<Buffer> =>
    (await this.#objects.digest(entry.name, algorithm)) ?? this.container.digest(entry, algorithm);

  /** @throws Problem `asic_structure` for more than anybody makes */
  #signatureFiles(): readonly ContainerEntry[] {
    const xades = this.container.signatureEntries.filter(isXml);
    const files = [...xades, ...cmsEntries(this.container)];
    if (files.length > maxSignatureFiles)
      throw new Problem('asic_structure', { detail: `More than ${maxSignatureFiles} signature files` });
    return files;
  }

  async #judgeFile(entry: ContainerEntry, cades: CadesContainer): Promise<SignatureReport[]> {
    const checked = isXml(entry) ? await this.#checkXades(entry) : await cades.check(entry);
    const reports: SignatureReport[] = [];
    for (const signature of checked) reports.push(await judgeSignature(signature, this.options, entry.name));
    return reports;
  }

  async #checkXades(entry: ContainerEntry): Promise<CheckedSignature[]> {
    const xml = await this.container.read(entry, maxSignatureFileBytes);
    return checkSignatures(xml, this.#objects, entry.name);
  }

  #containerFindings(signatures: readonly SignatureReport[], covered: ReadonlySet<string>): SignatureFinding[] {
    const findings: SignatureFinding[] = [];
    if (signatures.length === 0)
      findings.push(signatureFinding('signature_missing', 'The container holds no signature'));
    if (!this.container.mimetypeFirst)
      findings.push(remark('asic_mimetype', 'The mimetype entry is not the first one, or not stored plainly'));
    if (this.options.policy === 'core') return findings;
    return [...findings, ...this.#uncovered(covered), ...this.#stowaways(), ...this.#manifestFindings()];
  }

  #uncovered(covered: ReadonlySet<string>): SignatureFinding[] {
    return this.container.dataEntries
      .filter(({ name }) => !covered.has(name))
      .map(({ name }) => signatureFinding('not_covered', `No signature covers the file "${name}"`));
  }

  /** No signature covers META-INF: what has no place there may be anything. */
  #stowaways(): SignatureFinding[] {
    return this.container.entries
      .filter(({ name, isMeta }) => isMeta && !metaName.test(name))
      .map(({ name }) => signatureFinding('not_covered', `"${name}" has no place in META-INF`));
  }

  #manifestFindings(): SignatureFinding[] {
    const { manifest, dataEntries } = this.container;
    if (manifest === null) return [];
    const listed = new Set(
      manifest
        .map(({ fullPath }) => fullPath)
        .filter((path) => path !== '/' && !path.startsWith('META-INF/') && path !== 'mimetype'),
    );
    const present = new Set(dataEntries.map(({ name }) => name));
    const absent = [...listed]
      .filter((name) => !present.has(name))
      .map((name) => `The manifest lists "${name}", which is not there`);
    const unlisted = [...present]
      .filter((name) => !listed.has(name))
      .map((name) => `The manifest does not list "${name}"`);
    return [...absent, ...unlisted].map((message) => signatureFinding('asic_manifest', message));
  }

  async #files(covered: ReadonlySet<string>): Promise<FileReport['files']> {
    const files: FileReport['files'][number][] = [];
    for (const { name, size } of this.container.dataEntries) {
      const sha256 = await this.#objects.digest(name, 'sha256');
      files.push({ name, size, sha256: sha256?.toString('hex') ?? '', covered: covered.has(name) });
    }
    return files;
  }
}

const remark = (code: SignatureFinding['code'], message: string): SignatureFinding => ({
  code,
  message,
  indication: null,
  subIndication: null,
});
