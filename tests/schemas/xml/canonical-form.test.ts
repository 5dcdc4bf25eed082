/** The canonical forms we write ourselves, against xmllint, libxml2 and published examples. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type XmlElement as LibraryElement, XmlC14NMode, XmlDocument } from 'libxml2-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { C14nMethod } from '../../../schemas/xml/canonical-form.js';
import { escapeAttribute, escapeText } from '../../../schemas/xml/escape-xml.js';
import { openXml } from '../../../schemas/xml/parse-xml.js';
import { elementsOf, type XmlElement } from '../../../schemas/xml/xml-tree.js';
import { vectorPath } from '../../support/vectors.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'congvan-c14n-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const switches = { c14n10: '--c14n', c14n11: '--c14n11', exclusive: '--exc-c14n' } as const;
const methods = Object.keys(switches) as C14nMethod[];

const document = (xml: string, method: C14nMethod) => openXml(Buffer.from(xml)).canonicalizeDocument(method).toString();

/** The forms of many documents, each a process of its own. */
function xmllint(documents: readonly string[], method: C14nMethod): string[] {
  return documents.map((xml, index) => {
    const path = join(folder, `${index}.xml`);
    writeFileSync(path, xml);
    return execFileSync('xmllint', [switches[method], path], { stdio: ['ignore', 'pipe', 'pipe'] }).toString();
  });
}

const namespaces = ['', 'urn:a', 'urn:b', 'http://example.vn/a?b=c'];
const prefixes = ['a', 'b', 'c'];
const name = fc.constantFrom('x', 'y', 'số', 'Z');
const text = fc.string({ unit: 'grapheme', maxLength: 12 }).map((raw) => {
  try {
    escapeText(raw);
    return raw;
  } catch {
    return 'thay thế';
  }
});

interface Node {
  readonly name: string;
  readonly prefix: string;
  readonly own: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Node | string)[];
}

const { node } = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.record({
    name,
    prefix: fc.constantFrom('', ...prefixes),
    own: fc.dictionary(fc.constantFrom('', ...prefixes), fc.constantFrom(...namespaces), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
    attributes: fc.dictionary(fc.constantFrom('m', 'n', 'a:m', 'b:m', 'c:n', 'xml:lang'), text, {
      maxKeys: 4,
      noNullPrototype: true,
    }),
    children: fc.array(fc.oneof({ depthSize: 'small', maxDepth: 4 }, text, tie('node')), { maxLength: 4 }),
  }),
}));

function write({ name: local, prefix, own, attributes, children }: Node): string {
  // Two prefixes of one namespace would make `a:m` and `b:m` the same attribute: each prefix has a namespace of its own.
  const declared = Object.entries(own)
    .filter(([key, uri]) => key === '' || uri !== '')
    .map(([key, uri]) => (key === '' ? ` xmlns="${uri}"` : ` xmlns:${key}="${uri}/${key}"`));
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeAttribute(value)}"`);
  const qualified = prefix === '' ? local : `${prefix}:${local}`;
  const content = children.map((child) => (typeof child === 'string' ? escapeText(child) : write(child)));
  return `<${qualified}${declared.join('')}${written.join('')}>${content.join('')}</${qualified}>`;
}

const everyPrefix = prefixes.map((prefix) => ` xmlns:${prefix}="urn:outer/${prefix}"`).join('');

/** The root's descendants, the root first. */
function* elements(element: XmlElement): Generator<XmlElement> {
  yield element;
  for (const child of elementsOf(element)) yield* elements(child);
}

const libraryModes = {
  c14n10: XmlC14NMode.XML_C14N_1_0,
  c14n11: XmlC14NMode.XML_C14N_1_1,
  exclusive: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0,
};

/** The form of every element of a document, by the library. */
function byLibrary(xml: string, method: C14nMethod, inclusiveNamespacePrefixes?: string[]): string[] {
  const parsed = XmlDocument.fromString(xml);
  const found = parsed.find('//*') as LibraryElement[];
  const more = inclusiveNamespacePrefixes === undefined ? {} : { inclusiveNamespacePrefixes };
  const forms = found.map((one) =>
    one.canonicalizeToString({ mode: libraryModes[method], withComments: true, ...more }),
  );
  parsed.dispose();
  return forms;
}

function byUs(xml: string, method: C14nMethod, inclusivePrefixes?: string[]): string[] {
  const open = openXml(Buffer.from(xml));
  const more = inclusivePrefixes === undefined ? {} : { inclusivePrefixes };
  return [...elements(open.root)].map((one) =>
    open.canonicalize(one, method, { withComments: true, ...more }).toString(),
  );
}

const shapes: readonly (readonly [string, string])[] = [
  ['a default namespace that is taken back', '<a xmlns="urn:a"><b xmlns=""><c xmlns="urn:a"/></b></a>'],
  ['a namespace nobody uses', '<a xmlns:x="urn:x" xmlns:y="urn:y"><y:b/></a>'],
  ['a prefix bound anew', '<p:a xmlns:p="urn:1"><p:b xmlns:p="urn:2"/><p:c/></p:a>'],
  ['a namespace said twice', '<p:a xmlns:p="urn:1"><p:b xmlns:p="urn:1"><p:c/></p:b></p:a>'],
  ['attributes in the order of their namespaces', '<a xmlns:z="urn:1" xmlns:y="urn:2" y:k="1" z:k="2" b="3" a="4"/>'],
  ['characters that are escaped', '<a b="&#9;&#10;&#13;&lt;&quot;&amp;>">&#13;&amp;&lt;&gt;"</a>'],
  ['CDATA', '<a><![CDATA[<b>&amp;</b>]]> c</a>'],
  ['characters beyond the first plane in names and values', '<𐐀 b𐐀="1" bﬀ="2">𝄞</𐐀>'],
  ['attributes of the xml namespace', '<a xml:lang="vi" xml:space="preserve"><b xml:lang="en"><c d="1"/></b></a>'],
  ['processing instructions in every place', '<?x?>\n<?y  z ?>\n<a>b<?c d?>e<f><?g?></f></a>\n<?h i?>'],
];

describe.each(methods)('the form %s', (method) => {
  it('is that of xmllint for documents of every shape', () => {
    const documents = fc
      .sample(node, { numRuns: 60, seed: 102 })
      .map((tree) => `<outer${everyPrefix}>${write(tree)}</outer>`);
    expect(documents.map((xml) => document(xml, method))).toEqual(xmllint(documents, method));
  });

  it.each(shapes)('agrees on %s', (_what, xml) => {
    expect([document(xml, method)]).toEqual(xmllint([xml], method));
  });

  it('is that of libxml2 for every element of a document, comments included', () => {
    fc.assert(
      fc.property(node, (tree) => {
        const xml = `<outer${everyPrefix} xml:lang="vi">${write(tree)}<!-- ghi chú --><?x y?></outer>`;
        expect(byUs(xml, method)).toEqual(byLibrary(xml, method));
      }),
      { numRuns: 150 },
    );
  });

  it('leaves comments out', () => {
    expect(document('<!-- a --><a>b<!-- c -->d</a><!-- e -->', method)).toBe('<a>bd</a>');
  });

  it('escapes the name of a namespace as a value, which libxml2 does not', () => {
    expect(document('<a xmlns="urn:x?b=c&amp;d"/>', method)).toBe('<a xmlns="urn:x?b=c&amp;d"></a>');
  });
});

describe('a canonical form', () => {
  it('obeys a list of prefixes as libxml2 does', () => {
    fc.assert(
      fc.property(node, fc.subarray(['a', 'b', '#default']), (tree, list) => {
        const xml = `<outer${everyPrefix} xmlns="urn:default">${write(tree)}</outer>`;
        expect(byUs(xml, 'exclusive', list)).toEqual(byLibrary(xml, 'exclusive', list));
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['example2_2_1', 'c14n10'],
    ['example2_2_2', 'c14n10'],
    ['example2_4', 'exclusive'],
  ] as const)('of elem2 in %s is the published one', (example, method) => {
    const open = openXml(readFileSync(vectorPath('xmldsig', `c14n/inExcl/${example}.xml`)));
    const element = [...elements(open.root)].find(({ local }) => local === 'elem2') as XmlElement;
    const published = readFileSync(vectorPath('xmldsig', `c14n/inExcl/${example}_c14nized.xml`));
    expect(open.canonicalize(element, method, { withComments: true }).toString()).toBe(published.toString());
  });

  it('of a document in another encoding is UTF-8', () => {
    const published = readFileSync(vectorPath('xmldsig', 'c14n/in/36_c14n.xml'), 'utf8');
    const open = openXml(readFileSync(vectorPath('xmldsig', 'c14n/in/36_input.xml')));
    expect(open.canonicalizeDocument('c14n10').toString()).toBe(published);
  });

  it('can leave one element out with everything below it', () => {
    const open = openXml(Buffer.from('<a xmlns="urn:a"> <b><c/></b> <d/></a>'));
    const [b] = elementsOf(open.root) as [XmlElement];
    expect(open.canonicalizeDocument('c14n10', { without: b }).toString()).toBe('<a xmlns="urn:a">  <d></d></a>');
  });

  it('1.1 refuses an element below an xml:base, whose joining it does not know', () => {
    const open = openXml(Buffer.from('<a xml:base="http://example.vn/"><b/></a>'));
    const [b] = elementsOf(open.root) as [XmlElement];
    expect(() => open.canonicalize(b, 'c14n11')).toThrow(expect.objectContaining({ code: 'reference_forbidden' }));
  });
});
