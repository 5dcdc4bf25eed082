/**
 * Checks the CMS signatures (CAdES) and timestamp tokens of an ASiC container: over its one data file (ASiC-S), or over a manifest that
 * names the files (ASiC-E). Archive timestamps of the container vouch for what they name, as those inside a signature do.
 * XAdES signatures are read by certs/xades; trust, time and coverage belong to certs/verdict.
 * Source: ETSI EN 319 162-1 V1.1.1 sections 4.3.3.2 (ASiC-S), 4.4.3.2 and 4.4.4 (ASiC-E with CAdES and timestamps), annex A.7 (archive).
 */
import { hash } from 'node:crypto';
import { asicsMediaType } from '../../schemas/asice/media-types.js';
import type { Container, ContainerEntry } from '../../schemas/asice/open-container.js';
import { checkCms } from '../cms/check-cms.js';
import type { CmsContent } from '../cms/signed-content.js';
import { type CarriedTimestamp, type CheckedSignature, unreadableSignature } from '../signature/checked-signature.js';
import { type SignatureFinding, signatureFinding } from '../signature/signature-finding.js';
import { checkContainerTimestamp } from './check-container-timestamp.js';
import { type CheckedManifest, checkManifest, type EntryDigest } from './check-manifest.js';
import { type ContainerManifests, type ManifestFile, readManifests } from './container-manifests.js';
import type { DigestOf, Target } from './target.js';

const signatureFile = /^META-INF\/[^/]*signature[^/]*\.p7s$/i;
const timestampFile = /^META-INF\/[^/]*timestamp[^/]*\.tst$/i;
const maxFileBytes = 10 * 1024 * 1024;

/** Signatures and timestamps of the container that are in CMS, in the order they lie in it. */
export function cmsEntries({ entries }: Container): ContainerEntry[] {
  return entries.filter(({ name }) => signatureFile.test(name) || timestampFile.test(name));
}

export class CadesContainer {
  readonly #checked = new Map<ManifestFile, Promise<CheckedManifest>>();

  private constructor(
    private readonly container: Container,
    private readonly manifests: ContainerManifests,
    private readonly digestOf: EntryDigest,
  ) {}

  /**
   * @param digestOf the caller's, when digests are wanted for more than this; each is asked for once
   * @throws Problem `zip_*` when a manifest is damaged
   */
  static async open(container: Container, digestOf: EntryDigest = container.digest): Promise<CadesContainer> {
    return new CadesContainer(container, await readManifests(container), eachOnce(digestOf));
  }

  /** Manifests that cannot be read: whatever they were for, they prove nothing. */
  get findings(): readonly SignatureFinding[] {
    return this.manifests.findings;
  }

  /**
   * The signers of one of `cmsEntries`, or the timestamp in it as a signature of its authority.
   * @throws Problem `zip_*` when an entry is damaged
   */
  async check(entry: ContainerEntry): Promise<CheckedSignature[]> {
    const target = await this.#targetOf(entry);
    if ('code' in target) return [unreadableSignature(entry.name, target)];
    const bytes = await this.container.read(entry, maxFileBytes);
    const archive = await this.#archiveTimestampsOver(entry);
    const checked = timestampFile.test(entry.name)
      ? [await checkContainerTimestamp(bytes, target, entry.name)]
      : await checkCms(bytes, contentOf(target), {
          id: entry.name,
          requireSigningCertificate: true,
          covers: target.covers,
        });
    return checked.map((one) => ({
      ...one,
      timestamps: [...one.timestamps, ...archive],
      findings: [...one.findings, ...target.findings],
    }));
  }

  async #targetOf(entry: ContainerEntry): Promise<Target | SignatureFinding> {
    const [manifest, another] = this.manifests.files.filter(({ signatureName }) => isEntry(entry, signatureName));
    if (another !== undefined)
      return signatureFinding('signature_malformed', `Two manifests name "${entry.name}" as their signature`);
    if (manifest !== undefined) return this.#manifestTarget(manifest);
    const [data] = this.container.dataEntries;
    if (this.container.mimeType === asicsMediaType && data !== undefined) return this.#dataTarget(data);
    return signatureFinding('reference_missing', `No manifest says what "${entry.name}" is over`);
  }

  #dataTarget(data: ContainerEntry): Target {
    const digest: DigestOf = (algorithm) => this.digestOf(data, algorithm);
    return { digest, onlyFile: null, covers: [data.name], findings: [] };
  }

  async #manifestTarget(manifest: ManifestFile): Promise<Target> {
    const { matching, findings } = await this.#checkOnce(manifest);
    const covered = this.container.dataEntries.filter(({ name }) => matching.includes(name));
    const [only] = manifest.objects.length === 1 ? covered : [];
    return {
      digest: digestOfManifest(manifest),
      onlyFile: only === undefined ? null : (algorithm) => this.digestOf(only, algorithm),
      covers: covered.map(({ name }) => name),
      findings,
    };
  }

  #checkOnce(manifest: ManifestFile): Promise<CheckedManifest> {
    const checked = this.#checked.get(manifest) ?? checkManifest(manifest, this.container, this.digestOf);
    this.#checked.set(manifest, checked);
    return checked;
  }

  /** Archive timestamps of the container that name this entry. One whose files have changed covers nothing. */
  async #archiveTimestampsOver(entry: ContainerEntry): Promise<CarriedTimestamp[]> {
    const timestamps: CarriedTimestamp[] = [];
    for (const manifest of this.manifests.files) {
      const token = this.container.entries.find((candidate) => isEntry(candidate, manifest.signatureName));
      const names = manifest.objects.some(({ name }) => isEntry(entry, name));
      if (!manifest.isArchive || !names || token === undefined || !timestampFile.test(token.name)) continue;
      const { findings } = await this.#checkOnce(manifest);
      const imprint = digestOfManifest(manifest);
      timestamps.push({
        kind: 'archive',
        token: await this.container.read(token, maxFileBytes),
        imprint: async (algorithm) => (findings.length === 0 ? imprint(algorithm) : null),
      });
    }
    return timestamps;
  }
}

const digestOfManifest =
  ({ bytes }: ManifestFile): DigestOf =>
  async (algorithm) =>
    hash(algorithm, bytes, 'buffer');

function eachOnce(digestOf: EntryDigest): EntryDigest {
  const known = new Map<string, Promise<Buffer>>();
  return (entry, algorithm) => {
    const key = `${algorithm} ${entry.name}`;
    const digest = known.get(key) ?? digestOf(entry, algorithm);
    known.set(key, digest);
    return digest;
  };
}

const isEntry = (entry: ContainerEntry, name: string) => entry.name.normalize('NFC') === name;

/** MD5 of files is not computed. */
const contentOf = (target: Target): CmsContent => ({
  digest: async (algorithm) => (algorithm === 'md5' ? null : target.digest(algorithm)),
});
