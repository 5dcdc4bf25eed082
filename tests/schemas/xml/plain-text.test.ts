/** Reading a document as it stands must give what the library would have written of it, for every spelling. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildSeal } from '../../../certs/xades/build-seal.js';
import { isProblem } from '../../../schemas/problems/problem.js';
import { canonicalElement } from '../../../schemas/xml/canonical-form.js';
import { openXml, parseSignatureXml } from '../../../schemas/xml/parse-xml.js';
import { plainText } from '../../../schemas/xml/plain-text.js';
import { testAuthority } from '../../support/test-authority.js';

let seal: Buffer;
beforeAll(async () => {
  const { signer } = await (await testAuthority()).issueSeal({ agencyCode: 'H30.03' });
  const object = { name: 'Công văn số 1.pdf', mediaType: 'application/pdf', sha256: Buffer.alloc(32, 7) };
  seal = await buildSeal({ signer, objects: [object], signingTime: new Date('2016-05-19') });
});

/** What each way of reading makes of it, in two canonical forms; the problem's code when it is refused. */
function forms(read: (bytes: Buffer) => ReturnType<typeof parseSignatureXml>, xml: string): readonly string[] {
  try {
    const root = read(Buffer.from(xml));
    return (['c14n10', 'exclusive'] as const).map((method) => canonicalElement(root, method).toString());
  } catch (error) {
    if (isProblem(error)) return [error.code];
    throw error;
  }
}

const asItStands = (xml: string) => forms(parseSignatureXml, xml);
/** A line end behind the root is unusual, and means nothing. */
const asWritten = (xml: string) => forms(parseSignatureXml, `${xml}\n`);
const byNodes = (xml: string) => forms((bytes) => openXml(bytes).root, xml);

/** Usual spellings nine times, each unusual one once in a while: both kinds of document must come up often. */
const mostly = (usual: readonly string[], unusual: readonly string[]) =>
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: fc.constantFrom(...unusual) });
const gap = mostly([' '], ['  ', '\t', '\n']);
const equals = mostly(['='], [' =', '= ']);
const texts = fc
  .array(
    mostly(
      ['chữ', 'a b', '=', '&amp;', '&lt;', '&gt;', '&quot;', '&#xD;', '&#xA;', '&#x9;'],
      [' ', '\n', '\t', "'", '/>', '&apos;', '&#13;', '&#10;', '&#65;'],
    ),
    { maxLength: 4 },
  )
  .map((parts) => parts.join(''));
const value = fc.oneof(
  { weight: 9, arbitrary: texts.map((text) => `"${text}"`) },
  { weight: 1, arbitrary: texts.map((text) => `'${text.replaceAll("'", '')}'`) },
);
const attribute = fc
  .tuple(gap, fc.constantFrom('m', 'n', 'a:m', 'b:m', 'xml:lang', 'xml:id'), equals, value)
  .map((parts) => parts.join(''));
const declaration = fc
  .tuple(
    gap,
    fc.constantFrom('xmlns', 'xmlns:a', 'xmlns:b'),
    equals,
    mostly(['"urn:a"', '"urn:b"', '"http://vi.du/a?b=c&amp;d"'], ["'urn:c'", '""', '"../a"']),
  )
  .map((parts) => parts.join(''));
const aside = fc.constantFrom('<!-- ghi chú -->', '<![CDATA[<x>&]]>', '<?lệnh a?>', '<!---->');
const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc
    .tuple(
      fc.constantFrom('x', 'a:x', 'b:số'),
      fc.array(fc.oneof(attribute, declaration), { maxLength: 3 }),
      fc.constantFrom('', '', '', ' '),
      fc.array(fc.oneof({ depthSize: 'small', maxDepth: 4 }, texts, texts, tie('element'), aside), { maxLength: 3 }),
    )
    .map(([name, attributes, end, content]) =>
      content.length === 0 && end === ' '
        ? `<${name}${attributes.join('')}/>`
        : `<${name}${attributes.join('')}${end}>${content.join('')}</${name}${end}>`,
    ),
}));
const prologue = fc.constantFrom('', '', '<?xml version="1.0" encoding="UTF-8"?>\n', "<?xml version='1.0'?>", '\uFEFF');
const root = fc
  .tuple(prologue, element)
  .map(([start, inner]) => `${start}<r xmlns:a="urn:a" xmlns:b="urn:b">${inner}</r>`);

describe('a document that is read as it stands', () => {
  it('is what the library writes of it, and what its nodes say', () => {
    let plain = 0;
    fc.assert(
      fc.property(root, (xml) => {
        if (plainText(Buffer.from(xml)) !== null) plain += 1;
        const read = asItStands(xml);
        expect(read).toEqual(asWritten(xml));
        if (read.length > 1) expect(read).toEqual(byNodes(xml));
      }),
      { numRuns: 3_000, seed: 7 },
    );
    expect(plain).toBeGreaterThan(300);
  });

  it('is one of ours', () => {
    expect(plainText(seal)).toBe(seal.toString().replace(/^<\?xml[^\n]*\n/, ''));
  });

  it.each([
    ['single quotes', "<a b='c'></a>"],
    ['an empty-element tag', '<a/>'],
    ['a tab in a tag', '<a\tb="c"></a>'],
    ['a line end in a value', '<a b="c\nd"></a>'],
    ['a return in a text', '<a>b\rc</a>'],
    ['two spaces in a tag', '<a  b="c"></a>'],
    ['a space before the end of a tag', '<a b="c" ></a>'],
    ['a space in an end tag', '<a></a >'],
    ['a space around the equals sign', '<a b ="c"></a>'],
    ['a space at the edge of a value', '<a b=" c"></a>'],
    ['a comment', '<a><!----></a>'],
    ['an instruction', '<a><?b?></a>'],
    ['a CDATA section', '<a><![CDATA[b]]></a>'],
    ['a character written as a number', '<a>&#65;</a>'],
    ['an apostrophe written as an entity', '<a>&apos;</a>'],
    ['another declaration', '<?xml version="1.0" encoding="ISO-8859-1"?>\n<a></a>'],
    ['a byte order mark', '\uFEFF<a></a>'],
    ['a relative namespace', '<a xmlns="b"></a>'],
    ['no namespace', '<a xmlns=""></a>'],
  ])('is none with %s', (_what, xml) => {
    expect(plainText(Buffer.from(xml))).toBeNull();
  });

  it('is none whose octets are no UTF-8', () => {
    expect(plainText(Buffer.from('<a>\xff</a>', 'latin1'))).toBeNull();
  });
});
