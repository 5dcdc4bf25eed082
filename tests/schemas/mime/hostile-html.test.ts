/** What a person reads in an HTML mail is text: nothing that runs, nothing that is hidden from those who open it elsewhere. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayedText } from '../../../schemas/mime/displayed-text.js';
import { readMessage } from '../../../schemas/mime/message.js';
import { hostilePages } from '../../support/hostile-pages.js';

const shown = (html: string | Buffer) =>
  displayedText(
    readMessage(Buffer.concat([Buffer.from('Content-Type: text/html; charset=utf-8\r\n\r\n'), Buffer.from(html)])),
  );

describe('an HTML mail shows', () => {
  it.each(hostilePages.map((page) => [page.toString()]))('what is to be seen, and nothing hidden: %s', (page) => {
    expect(shown(page)).toContain('SEEN');
    expect(shown(page)).not.toContain('HIDDEN');
  });

  it.each([
    ['&lt;script&gt;alert(1)&lt;/script&gt;', '<script>alert(1)</script>'],
    ['C&ocirc;ng v&#259;n s&#x1ED1; 12', 'Công văn số 12'],
    ['&amp;lt;b&amp;gt;', '&lt;b&gt;'],
    ['&unknown; &#x110000; &#0;x', '&unknown; \ufffd \ufffdx'],
    ['từ chối<br>lý do', 'từ chối\nlý do'],
  ])('entities as the characters they are, once: %s', (html, text) => {
    expect(shown(html)).toBe(text);
  });

  it.each([
    ['elements in each other', '<div>'.repeat(300_000)],
    ['quotations in each other', `${'<blockquote>'.repeat(300_000)}x`],
    ['elements never closed', '<p>x'.repeat(200_000)],
    ['ends without a beginning', '</div>'.repeat(300_000)],
    ['one tag with many attributes', `<p ${'a=b '.repeat(250_000)}>x`],
    ['one attribute', `<p style="${'display:'.repeat(125_000)}">x`],
    ['a comment without an end', `<!--${'-'.repeat(1_000_000)}`],
    ['entities', '&amp;'.repeat(200_000)],
    ['a tag without an end', `<${'a'.repeat(1_000_000)}`],
    ['blanks', ' '.repeat(1_000_000)],
    ['accents on one letter', `<p>a${'\u0301'.repeat(300_000)}`],
  ])('something soon, however much it holds of %s', (_what, html) => {
    const started = performance.now();
    expect(shown(html).length).toBeLessThanOrEqual(1_100_000);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('no word of what is hidden, whatever hidden elements stand in each other', () => {
    const hiding = fc.constantFrom('script', 'style', 'template', 'noscript', 'svg', 'iframe', 'object', 'select');
    const around = fc.constantFrom('div', 'p', 'b', 'table', 'blockquote');
    const page = fc.tuple(fc.array(around, { maxLength: 4 }), hiding, fc.array(around, { maxLength: 4 }));
    fc.assert(
      fc.property(page, ([outer, hidden, inner]) => {
        const wrap = (names: readonly string[], text: string) =>
          names.reduce((html, name) => `<${name}>${html}</${name}>`, text);
        const html = wrap(outer, `SEEN<${hidden}>${wrap(inner, 'HIDDEN')}</${hidden}>SEEN`);
        expect(shown(html).match(/SEEN/g)).toHaveLength(2);
        expect(shown(html)).not.toContain('HIDDEN');
      }),
    );
  });

  it('no character that moves the cursor or ends a line out of turn, whatever it is made of', () => {
    const piece = fc.constantFrom(
      '<p>',
      '</p>',
      '<b',
      '>',
      '&#13;',
      '&#27;[2J',
      '&#8;',
      '&#x2028;',
      '<!--',
      '-->',
      'chữ',
      '"',
      "'",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), (pieces) => {
        expect(shown(pieces.join(''))).not.toMatch(/[^\P{Cc}\n\t]|[\u2028\u2029\u202a-\u202e]/u);
      }),
      { numRuns: 1000 },
    );
  });
});
