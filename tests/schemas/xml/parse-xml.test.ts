/** What the one parser makes of harmless, odd and hostile files. */
import { describe, expect, it } from 'vitest';
import { defaultXmlLimits, parseXml } from '../../../schemas/xml/parse-xml.js';
import { textOf, type XmlElement } from '../../../schemas/xml/xml-tree.js';

const wrapped = (content: string) => Buffer.from(`<r>${content}</r>`);
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
const bigEndian = (text: string) => utf16(text).swap16();

const codeOf = (bytes: Buffer, limits = defaultXmlLimits) => {
  try {
    parseXml(bytes, limits);
    return 'read';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

/** Milliseconds for one refusal or one reading. */
function timeOf(bytes: Buffer): number {
  const start = performance.now();
  codeOf(bytes);
  return performance.now() - start;
}

describe('the tree', () => {
  it('passes over comments and processing instructions, wherever they stand', () => {
    const root = parseXml(Buffer.from('<?p?><a>1<?q r?>2<!--s--><b><?t?></b>3<?u?></a><!--v-->'));
    expect(root.children.map((child) => (typeof child === 'string' ? child : child.name))).toEqual(['12', 'b', '3']);
  });

  it('keeps them in their places beside the meaning', () => {
    const kinds = parseXml(Buffer.from('<a>1<?q r?>2<!--s--><b/></a>')).mixed?.map((one) =>
      typeof one === 'string' ? one : 'kind' in one ? one.kind : one.name,
    );
    expect(kinds).toEqual(['1', 'instruction', '2', 'comment', 'b']);
  });

  it('knows the namespace of every element and attribute', () => {
    const root = parseXml(
      Buffer.from('<a xmlns="urn:1" xmlns:p="urn:2"><p:b xmlns="" p:c="1" xml:lang="vi"><d/></p:b></a>'),
    );
    const [b] = root.children as [XmlElement];
    const [d] = b.children as [XmlElement];
    expect([root, b, d].map(({ namespace }) => namespace)).toEqual(['urn:1', 'urn:2', '']);
    expect(b.attributes.map(({ namespace }) => namespace)).toEqual(['urn:2', 'http://www.w3.org/XML/1998/namespace']);
  });

  it('reads UTF-16 of both byte orders, and what a declaration says of single octets', () => {
    const xml = '<r>Mật độ dân số</r>';
    expect([utf16(xml), bigEndian(xml), Buffer.from(xml)].map((bytes) => textOf(parseXml(bytes)))).toEqual(
      Array(3).fill('Mật độ dân số'),
    );
    const latin = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><r>Qu\u00e9</r>', 'latin1');
    expect(textOf(parseXml(latin))).toBe('Qué');
  });
});

describe('hostile XML is refused', () => {
  it.each([
    ['processing instructions', '<?a?>'],
    ['comments', '<!---->'],
    ['elements', '<a/>'],
    ['texts between elements', 'x<a/>'],
    ['CDATA sections', '<![CDATA[x]]>'],
    ['attributes', '<a b="" c=""/>'],
    ['namespace declarations', '<a xmlns:b="u" xmlns:c="u"/>'],
  ])('when it holds more %s than the limit', (_what, piece) => {
    const limits = { ...defaultXmlLimits, maxNodes: 1_000 };
    const most = Math.floor(999 / (piece.split('=').length + (piece.startsWith('x') ? 1 : 0)));
    expect(codeOf(wrapped(piece.repeat(most)), limits)).toBe('read');
    expect(codeOf(wrapped(piece.repeat(1_001)), limits)).toBe('xml_too_large');
  });

  it.each([
    ['in UTF-8', Buffer.from],
    ['in UTF-16', utf16],
    ['in UTF-16, big end first', bigEndian],
  ])('before a tree is built, %s', (_what, encode) => {
    const bytes = encode(`<r>${'<a/>'.repeat(1_200_000)}</r>`);
    const before = process.memoryUsage().rss;
    expect(codeOf(bytes)).toBe('xml_too_large');
    // The library alone took 500 MB for this.
    expect(process.memoryUsage().rss - before).toBeLessThan(60_000_000);
  });

  it('in time that grows with its size, not with its square', () => {
    timeOf(wrapped('<?a?>'.repeat(1_000)));
    const [small, large] = [10_000, 80_000].map((count) => timeOf(wrapped('<?a?>'.repeat(count)))) as [number, number];
    expect(large).toBeLessThan(8 * 4 * Math.max(small, 5));
  });

  it.each([
    ['plainly', Buffer.from('<!DOCTYPE r><r/>')],
    ['after a long prologue', Buffer.from(`<?x?><!-- <a> -->${' '.repeat(100_000)}<!DOCTYPE r><r/>`)],
    ['in UTF-16', utf16('<!-- a --><!DOCTYPE r><r/>')],
  ])('for a DOCTYPE, %s', (_what, bytes) => {
    expect(codeOf(bytes)).toBe('xml_doctype');
  });

  it.each(['UTF-7', 'ISO-2022-JP', 'Shift_JIS', 'UTF-32'])(
    'in the encoding %s, whose markup cannot be counted',
    (name) => {
      expect(codeOf(Buffer.from(`<?xml version="1.0" ${' '.repeat(1_000)} encoding="${name}"?><r/>`))).toBe(
        'xml_malformed',
      );
    },
  );

  it('with a prefix that the library would lose', () => {
    expect(codeOf(Buffer.from('<r xmlns:__proto__="urn:x"/>'))).toBe('xml_malformed');
  });
});

describe('what looks like markup and is none', () => {
  it('is read: a DOCTYPE in text', () => {
    expect(textOf(parseXml(wrapped('<![CDATA[<!DOCTYPE html>]]>')))).toBe('<!DOCTYPE html>');
  });

  it('is read: many end tags', () => {
    expect(parseXml(wrapped('<a></a>'.repeat(90_000))).children).toHaveLength(90_000);
  });
});
