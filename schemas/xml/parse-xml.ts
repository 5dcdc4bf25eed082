/**
 * The one XML parser of the product: untrusted bytes into a plain tree, or a typed problem that says where and why.
 * Refuses every DOCTYPE, hence every entity; never reads a file or the network; bounded in bytes, depth and nodes.
 * Source: XML 1.0, Namespaces in XML 1.0.
 */
import { ParseOption, XmlDocument, XmlParseError } from 'libxml2-wasm';
import { Problem } from '../problems/problem.js';
import { buildTree } from './build-tree.js';
import { type C14nMethod, type C14nOptions, canonicalDocument, canonicalElement } from './canonical-form.js';
import { buildCanonicalTree } from './canonical-tree.js';
import { refuseOctets, type XmlLimits } from './refuse-octets.js';
import type { XmlElement } from './xml-tree.js';

export const defaultXmlLimits: XmlLimits = { maxBytes: 10 * 1024 * 1024, maxDepth: 100, maxNodes: 200_000 };

/** A parsed document that can be canonicalised. */
export interface OpenXml {
  readonly root: XmlElement;
  /** The canonical octets of an element of this document and everything below it. @throws Problem `reference_forbidden` */
  canonicalize(element: XmlElement, method: C14nMethod, options?: C14nOptions): Buffer;
  /** The canonical octets of the whole document. */
  canonicalizeDocument(method: C14nMethod, options?: C14nOptions): Buffer;
}

const parseOptions =
  ParseOption.XML_PARSE_NONET |
  ParseOption.XML_PARSE_NO_XXE |
  ParseOption.XML_PARSE_NO_SYS_CATALOG |
  ParseOption.XML_PARSE_BIG_LINES;

/**
 * The root element.
 * @throws Problem `xml_too_large`, `xml_doctype`, `xml_too_deep`, `xml_malformed` (with the line)
 */
export function parseXml(bytes: Uint8Array, limits: XmlLimits = defaultXmlLimits): XmlElement {
  return openXml(bytes, limits).root;
}

/** The whole document, and its canonical forms. @throws Problem as `parseXml` */
export function openXml(bytes: Uint8Array, limits: XmlLimits = defaultXmlLimits): OpenXml {
  const tree = withLibrary(bytes, limits, (document) => buildTree(document, limits));
  return {
    root: tree.root,
    canonicalize: canonicalElement,
    canonicalizeDocument: (method, options) => canonicalDocument(tree, method, options),
  };
}

/** The root element of a file of signatures: as `parseXml`, much faster, without lines. @throws Problem as `parseXml` */
export function parseSignatureXml(bytes: Uint8Array, limits: XmlLimits = defaultXmlLimits): XmlElement {
  return withLibrary(bytes, limits, (document) => buildCanonicalTree(document, bytes, limits));
}

/** Lets `use` work on the library's document, and frees it whatever happens. @throws Problem as `parseXml` */
export function withLibrary<T>(bytes: Uint8Array, limits: XmlLimits, use: (document: XmlDocument) => T): T {
  refuseOctets(bytes, limits);
  const document = open(bytes);
  try {
    if (document.dtd !== null) throw new Problem('xml_doctype');
    return use(document);
  } finally {
    document.dispose();
  }
}

function open(bytes: Uint8Array): XmlDocument {
  try {
    return XmlDocument.fromBuffer(bytes, { option: parseOptions });
  } catch (error) {
    throw asProblem(error, bytes);
  }
}

function asProblem(error: unknown, bytes: Uint8Array): unknown {
  if (!(error instanceof XmlParseError)) return error;
  const first = error.details[0];
  const message = first?.message.trim() ?? error.message;
  if (message.startsWith('Excessive depth')) return new Problem('xml_too_deep');
  const stray = strayText(bytes);
  if (stray !== undefined) {
    return new Problem('xml_malformed', { detail: `Line 1: text "${stray}" before the XML declaration` });
  }
  return new Problem('xml_malformed', { detail: first === undefined ? message : `Line ${first.line}: ${message}` });
}

/** Text that stands before `<?xml`, or undefined. */
function strayText(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 200)).toString('utf8');
  const found = /^\uFEFF?([^<]*\S[^<]*)<\?xml/.exec(start)?.[1];
  return found?.trim().slice(0, 40);
}
