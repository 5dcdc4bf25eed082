/** The exclusive canonical form we write ourselves, against xmllint, which has its own. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { escapeAttribute, escapeText } from '../../../schemas/xml/escape-xml.js';
import { defaultXmlLimits, parseXml, withXml } from '../../../schemas/xml/parse-xml.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'congvan-c14n-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ours = (xml: string) =>
  withXml(Buffer.from(xml), defaultXmlLimits, ({ root, canonicalize }) => canonicalize(root, 'exclusive').toString());

/** The forms of many documents from one call. */
function xmllint(documents: readonly string[]): string[] {
  return documents.map((xml, index) => {
    const path = join(folder, `${index}.xml`);
    writeFileSync(path, xml);
    return execFileSync('xmllint', ['--exc-c14n', path], { stdio: ['ignore', 'pipe', 'pipe'] }).toString();
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

describe('the exclusive form', () => {
  it('is that of xmllint for documents of every shape', () => {
    const documents = fc
      .sample(node, { numRuns: 150, seed: 102 })
      .map((tree) => `<outer${everyPrefix}>${write(tree)}</outer>`);
    expect(documents.map(ours)).toEqual(xmllint(documents));
  });

  it.each([
    ['a default namespace that is taken back', '<a xmlns="urn:a"><b xmlns=""><c xmlns="urn:a"/></b></a>'],
    ['a namespace nobody uses', '<a xmlns:x="urn:x" xmlns:y="urn:y"><y:b/></a>'],
    ['a prefix bound anew', '<p:a xmlns:p="urn:1"><p:b xmlns:p="urn:2"/><p:c/></p:a>'],
    ['attributes in the order of their namespaces', '<a xmlns:z="urn:1" xmlns:y="urn:2" y:k="1" z:k="2" b="3" a="4"/>'],
    ['characters that are escaped', '<a b="&#9;&#10;&#13;&lt;&quot;&amp;>">&#13;&amp;&lt;&gt;"</a>'],
    ['CDATA', '<a><![CDATA[<b>&amp;</b>]]> c</a>'],
    ['characters beyond the first plane in names and values', '<𐐀 b𐐀="1" bﬀ="2">𝄞</𐐀>'],
    ['a processing instruction, kept', '<a>b<?c d?>e<f/></a>'],
  ])('agrees on %s', (_what, xml) => {
    expect([ours(xml)]).toEqual(xmllint([xml]));
  });

  it('leaves comments out', () => {
    expect(ours('<a>b<!-- c -->d</a>')).toBe('<a>bd</a>');
  });

  it('escapes the name of a namespace as a value, which libxml2 does not', () => {
    expect(ours('<a xmlns="urn:x?b=c&amp;d"/>')).toBe('<a xmlns="urn:x?b=c&amp;d"></a>');
  });

  it('is the same whether the tree or the library writes it', () => {
    fc.assert(
      fc.property(node, (tree) => {
        const xml = `<outer${everyPrefix}>${write(tree)}</outer>`;
        // A processing instruction at the end sends the whole document the library's way.
        const byLibrary = ours(xml.replace(/<\/outer>$/, '<?x?></outer>')).replace('<?x?>', '');
        expect(ours(xml)).toBe(byLibrary);
      }),
      { numRuns: 200 },
    );
  });
});

describe('processing instructions and comments', () => {
  it('are passed over by the tree, wherever they stand', () => {
    const root = parseXml(Buffer.from('<?p?><a>1<?q r?>2<!--s--><b><?t?></b>3<?u?></a><!--v-->'));
    expect(root.children.map((child) => (typeof child === 'string' ? child : child.name))).toEqual(['12', 'b', '3']);
  });
});
