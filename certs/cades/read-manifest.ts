/**
 * An ASiC manifest: which signature or timestamp file stands behind it, and by which digests it names the files of the container.
 * Compares no digests (check-manifest.ts).
 * Source: ETSI EN 319 162-1 V1.1.1 annex A.4 (ASiCManifest), section 4.4.3.2; ASiCArchiveManifest has the same form (annex A.7).
 */
import type { DigestAlgorithm } from '../../schemas/asice/open-container.js';
import { Problem } from '../../schemas/problems/problem.js';
import { parseXml } from '../../schemas/xml/parse-xml.js';
import { attributeOf, childrenNamed, elementsOf, textOf, type XmlElement } from '../../schemas/xml/xml-tree.js';
import { entryOfUri } from '../xades/entry-uri.js';
import { digestMethods, namespaces } from '../xades/identifiers.js';

export interface ManifestObject {
  /** Name of the entry, NFC. */
  readonly name: string;
  readonly algorithm: DigestAlgorithm;
  readonly weak: boolean;
  readonly digest: Buffer;
}

export interface AsicManifest {
  /** Name of the entry with the signature or timestamp over this manifest. */
  readonly signatureName: string;
  readonly objects: readonly ManifestObject[];
}

const maxObjects = 10_000;
/** The standard's own text once left out a zero, and some software still does. */
const asicNamespaces: readonly string[] = [namespaces.asic, 'http://uri.etsi.org/2918/v1.2.1#'];

const malformed = (detail: string) => new Problem('signature_malformed', { detail });

function only(parent: XmlElement, local: string, namespace: string): XmlElement {
  const [found, another] = childrenNamed(parent, local, namespace);
  if (found === undefined || another !== undefined) throw malformed(`${parent.local} must have exactly one ${local}`);
  return found;
}

function entryName(element: XmlElement): string {
  const uri = attributeOf(element, 'URI') ?? '';
  const name = entryOfUri(uri);
  if (name !== null) return name;
  throw new Problem('reference_forbidden', {
    detail: `The reference "${uri.slice(0, 100)}" does not name an entry of the container`,
  });
}

/** White space aside, base64 has one spelling. */
function digestValue(element: XmlElement): Buffer {
  const text = textOf(element).replace(/[\t\n\r ]/g, '');
  const bytes = Buffer.from(text, 'base64');
  if (elementsOf(element).length > 0 || bytes.toString('base64') !== text)
    throw malformed('A digest of the manifest is not base64');
  return bytes;
}

function readObject(element: XmlElement): ManifestObject {
  const identifier = attributeOf(only(element, 'DigestMethod', namespaces.ds), 'Algorithm') ?? '';
  const method = digestMethods.get(identifier);
  if (method === undefined)
    throw new Problem('algorithm_unsupported', {
      detail: `The digest algorithm "${identifier.slice(0, 100)}" is not supported`,
    });
  const digest = digestValue(only(element, 'DigestValue', namespaces.ds));
  return { name: entryName(element), algorithm: method.algorithm, weak: method.weak, digest };
}

/** @throws Problem `signature_malformed`, `reference_forbidden`, `algorithm_unsupported`; `xml_*` when it is no XML */
export function readManifest(xml: Buffer): AsicManifest {
  const root = parseXml(xml);
  if (root.local !== 'ASiCManifest' || !asicNamespaces.includes(root.namespace))
    throw malformed('The file is not an ASiC manifest');
  const references = childrenNamed(root, 'DataObjectReference', root.namespace);
  if (references.length === 0 || references.length > maxObjects)
    throw malformed(`The manifest names ${references.length} files`);
  const objects = references.map(readObject);
  if (new Set(objects.map(({ name }) => name)).size !== objects.length)
    throw malformed('The manifest names a file twice');
  return { signatureName: entryName(only(root, 'SigReference', root.namespace)), objects };
}
