/**
 * Signatures over many messages at once: the signed entry is a HashChainResult, the digest of a list of digests, which leads down a
 * HashChain (an entry of its own) to the files. A signature over a chain covers a file as far as every digest on the way to it is right.
 * One chain, in one file, without transforms: what X-Road writes. Digests of files that are not in the container (attachments of the
 * message) and of other messages are taken as they stand: they prove nothing, and are bound by the list they stand in.
 * Source: Ansper, Buldas, Freudenthal, Willemson, "High-Performance Qualified Digital Signatures for X-Road" (NordSec 2013); X-Road's
 * hashchain.xsd, namespace http://cyber.ee/hashchain. DigestList ::= SEQUENCE OF SEQUENCE { digest OCTET STRING, method UTF8String,
 * transforms SEQUENCE (empty) }, DER.
 */
import { hash } from 'node:crypto';
import { isProblem, Problem } from '../../schemas/problems/problem.js';
import { parseXml } from '../../schemas/xml/parse-xml.js';
import { attributeOf, childNamed, childrenNamed, elementsOf, type XmlElement } from '../../schemas/xml/xml-tree.js';
import { octets, sequence, utf8 } from '../asn1/write-der.js';
import type { DataObjects } from '../signature/data-objects.js';
import { type SignatureFinding, signatureFinding } from '../signature/signature-finding.js';
import { entryOfUri } from './entry-uri.js';
import { digestMethods, namespaces } from './identifiers.js';
import { algorithmOf, base64Of, forbidden, malformed, only } from './xml-values.js';

const chainNamespace = 'http://cyber.ee/hashchain';
const maxResultBytes = 16 * 1024;
const maxChainBytes = 256 * 1024;
const maxValues = 1_000;
const maxDepth = 64;

export interface ChainCheck {
  /** Data entries whose digests the chain holds, as the container names them. */
  readonly covers: readonly string[];
  readonly findings: readonly SignatureFinding[];
}

interface NamedDigest {
  /** URI of the algorithm. */
  readonly method: string;
  readonly digest: Buffer;
}

/** The entry's octets; undefined when it is not there, or larger than `maxBytes`. */
async function readSmall(objects: DataObjects, name: string, maxBytes: number): Promise<Buffer | undefined> {
  const stream = objects.stream(name);
  if (stream === undefined) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The root element, when the entry holds the result of a chain. */
async function readResult(objects: DataObjects, name: string): Promise<XmlElement | undefined> {
  if (!name.toLowerCase().endsWith('.xml')) return undefined;
  const octetsOf = await readSmall(objects, name, maxResultBytes);
  if (!octetsOf?.includes(chainNamespace)) return undefined;
  const root = parseOrNull(octetsOf);
  return root?.local === 'HashChainResult' && root.namespace === chainNamespace ? root : undefined;
}

/** A file that is no XML is nobody's chain, whatever it mentions. */
function parseOrNull(octetsOf: Buffer): XmlElement | null {
  try {
    return parseXml(octetsOf);
  } catch (error) {
    if (isProblem(error)) return null;
    throw error;
  }
}

function algorithmNamed(method: string) {
  const known = digestMethods.get(method);
  if (known !== undefined) return known;
  throw new Problem('algorithm_unsupported', { detail: `The digest "${method.slice(0, 100)}" is not supported` });
}

const digestValueOf = (element: XmlElement) => base64Of(only(element, 'DigestValue', namespaces.ds));

class HashChain {
  readonly #covers = new Set<string>();
  readonly #findings: SignatureFinding[] = [];
  readonly #methods = new Set<string>();
  /** A step that several others refer to is computed once. */
  readonly #lists = new Map<string, Buffer>();
  #values = 0;

  constructor(
    private readonly root: XmlElement,
    private readonly objects: DataObjects,
  ) {}

  async check({ method, digest }: NamedDigest, step: string): Promise<ChainCheck> {
    const list = await this.#list(step, 0);
    if (!this.#digest(method, list).equals(digest))
      return {
        covers: [],
        findings: [signatureFinding('digest_mismatch', 'The hash chain was changed after signing')],
      };
    if (this.#covers.size === 0 && this.#findings.length === 0) this.#findings.push(leadsNowhere);
    return { covers: [...this.#covers], findings: [...this.#findings, ...this.#weaknesses()] };
  }

  /** The DigestList of a step. */
  async #list(step: string, depth: number): Promise<Buffer> {
    const known = this.#lists.get(step);
    if (known !== undefined) return known;
    if (depth > maxDepth) throw malformed('The hash chain is too deep, or leads back to itself');
    const digests: NamedDigest[] = [];
    for (const value of elementsOf(this.#step(step))) digests.push(await this.#value(value, depth));
    const list = sequence(...digests.map(({ method, digest }) => sequence(octets(digest), utf8(method), sequence())));
    this.#lists.set(step, list);
    return list;
  }

  #step(id: string): XmlElement {
    const found = childrenNamed(this.root, 'HashStep', chainNamespace).filter((step) => attributeOf(step, 'id') === id);
    if (found.length === 1 && found[0] !== undefined) return found[0];
    throw malformed(`The hash chain has ${found.length} steps "${id.slice(0, 100)}"`);
  }

  async #value(value: XmlElement, depth: number): Promise<NamedDigest> {
    this.#values += 1;
    if (this.#values > maxValues) throw malformed(`The hash chain has more than ${maxValues} values`);
    const method = this.#methodOf(value);
    if (value.namespace === chainNamespace && value.local === 'HashValue')
      return { method, digest: digestValueOf(value) };
    if (value.namespace === chainNamespace && value.local === 'StepRef')
      return { method, digest: this.#digest(method, await this.#list(localStep(value), depth + 1)) };
    if (value.namespace === chainNamespace && value.local === 'DataRef') return this.#reference(value, method);
    throw malformed(`A hash chain holds no ${value.local}`);
  }

  async #reference(value: XmlElement, method: string): Promise<NamedDigest> {
    if (childNamed(value, 'Transforms') !== undefined) throw forbidden('A hash chain transforms what it refers to');
    const digest = digestValueOf(value);
    const name = entryOfUri(attributeOf(value, 'URI') ?? '');
    if (name === null) throw forbidden('A hash chain leads out of the container, or nowhere');
    const actual = await this.objects.digest(name, algorithmNamed(method).algorithm);
    if (actual?.equals(digest)) this.#covers.add(this.objects.nameOf(name) ?? name);
    else if (actual !== undefined)
      this.#findings.push(
        signatureFinding('digest_mismatch', `The file "${name.slice(0, 100)}" was changed after signing`),
      );
    return { method, digest };
  }

  #methodOf(value: XmlElement): string {
    const own = childNamed(value, 'DigestMethod', namespaces.ds);
    const method = algorithmOf(own ?? only(this.root, 'DefaultDigestMethod', chainNamespace));
    this.#methods.add(method);
    return method;
  }

  #digest(method: string, data: Buffer): Buffer {
    this.#methods.add(method);
    return hash(algorithmNamed(method).algorithm, data, 'buffer');
  }

  #weaknesses(): SignatureFinding[] {
    return [...this.#methods]
      .map(algorithmNamed)
      .filter(({ weak }) => weak)
      .map(({ algorithm }) =>
        signatureFinding('algorithm_weak', `${algorithm.toUpperCase()} is too weak to prove anything today`),
      );
  }
}

const leadsNowhere: SignatureFinding = {
  code: 'reference_missing',
  message: 'The signed hash chain leads to no file of the container',
  indication: 'INDETERMINATE',
  subIndication: 'SIGNED_DATA_NOT_FOUND',
};

function localStep(reference: XmlElement): string {
  const uri = attributeOf(reference, 'URI') ?? '';
  if (!uri.startsWith('#')) throw forbidden('A hash chain leads to another file');
  return uri.slice(1);
}

async function checkResult(result: XmlElement, objects: DataObjects): Promise<ChainCheck> {
  const [path = '', step = ''] = (attributeOf(result, 'URI') ?? '').split('#');
  const name = entryOfUri(path);
  const octetsOf = name === null ? undefined : await readSmall(objects, name, maxChainBytes);
  if (octetsOf === undefined)
    throw new Problem('reference_missing', { detail: 'The signed hash chain is not in the container, or too large' });
  const chain = parseXml(octetsOf);
  if (chain.local !== 'HashChain' || chain.namespace !== chainNamespace) throw malformed('That is no hash chain');
  const method = algorithmOf(only(result, 'DigestMethod', namespaces.ds));
  return new HashChain(chain, objects).check({ method, digest: digestValueOf(result) }, step);
}

/**
 * What the hash chain covers that one of these signed entries is the result of; nothing when none is. More than one chain is refused.
 * @param names data entries a signature covers
 * @throws Problem `signature_malformed`, `reference_missing`, `reference_forbidden`, `algorithm_unsupported`, `xml_*`
 */
export async function checkHashChain(names: readonly string[], objects: DataObjects): Promise<ChainCheck> {
  const results: XmlElement[] = [];
  for (const name of names) {
    const result = await readResult(objects, name);
    if (result !== undefined) results.push(result);
  }
  const [result, more] = results;
  if (result === undefined) return { covers: [], findings: [] };
  if (more !== undefined) throw forbidden('A signature covers one hash chain at most');
  return checkResult(result, objects);
}
