/**
 * What a person reads in an HTML mail, as plain text: nothing that runs, nothing that loads, nothing hidden; quotations marked with `>`.
 * The markup itself is never shown to anybody.
 * Source: HTML Living Standard section 15.3 (which elements begin a line); RFC 3676 section 4.5 (quotation marks).
 */
import { Parser } from 'htmlparser2';

const hiddenElements = new Set([
  'head',
  'script',
  'style',
  'template',
  'noscript',
  'object',
  'iframe',
  'svg',
  'math',
  'select',
  'audio',
  'canvas',
  'datalist',
  'video',
]);
const blocks = new Set(
  'address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table tbody tr ul'.split(
    ' ',
  ),
);
/** Elements without content: nothing closes them. */
const voids = new Set([
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'source',
  'track',
  'wbr',
]);
const hiddenStyle =
  /display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all|(?:font-size|opacity|max-height|max-width)\s*:\s*(?:0+(?:\.0*)?|\.0+)(?![.\d])/i;
const styleComment = /\/\*[\s\S]*?(?:\*\/|$)/g;
const styleEscape = /\\([0-9a-f]{1,6})[ \t\r\n\f]?/gi;
/** The blocks in which webmail programs put the mail that is answered. */
const quotation = /\b(?:gmail_quote|moz-cite-prefix|yahoo_quoted|protonmail_quote)\b/;

/** Nobody writes longer ones. */
const maxStyleLength = 8 * 1024;
const chunkLength = 16 * 1024;
const maxTextLength = 1024 * 1024;
/** The parser looks for what an end tag closes through all that is open. */
const maxOpenElements = 1000;

/** Source: CSS Syntax Level 3 sections 4.3.2 (comments) and 4.3.7 (escapes), behind which a word can hide. */
const plainStyle = (style: string) =>
  style
    .slice(0, maxStyleLength)
    .replace(styleComment, '')
    .replace(styleEscape, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));

type ElementKind = 'hidden' | 'quotation' | 'block' | 'inline';

function kindOf(name: string, attributes: Readonly<Record<string, string>>): ElementKind {
  if (hiddenElements.has(name) || 'hidden' in attributes || hiddenStyle.test(plainStyle(attributes['style'] ?? '')))
    return 'hidden';
  if (name === 'blockquote' || quotation.test(attributes['class'] ?? '')) return 'quotation';
  return blocks.has(name) ? 'block' : 'inline';
}

class TextWriter {
  readonly #lines: string[] = [];
  #line: string[] = [];
  #length = 0;
  readonly #open: ElementKind[] = [];
  #hidden = 0;
  #quoted = 0;

  get isFull(): boolean {
    return this.#length > maxTextLength || this.#open.length > maxOpenElements;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const kind = kindOf(name, attributes);
    if (kind !== 'inline' || name === 'br') this.#endLine(name === 'br');
    if (voids.has(name)) return;
    this.#open.push(kind);
    if (kind === 'hidden') this.#hidden += 1;
    if (kind === 'quotation') this.#quoted += 1;
  }

  close(name: string): void {
    if (voids.has(name)) return;
    const kind = this.#open.pop() ?? 'inline';
    if (kind !== 'inline') this.#endLine(false);
    if (kind === 'hidden') this.#hidden -= 1;
    if (kind === 'quotation') this.#quoted -= 1;
  }

  write(text: string): void {
    if (this.#hidden > 0) return;
    this.#length += text.length;
    this.#line.push(text);
  }

  finish(): string {
    this.#endLine(false);
    return this.#lines.join('\n');
  }

  #endLine(isWanted: boolean): void {
    const text = this.#line
      .join('')
      .replace(/[\s\u00a0]+/g, ' ')
      .trim();
    this.#line = [];
    if (text !== '' || isWanted) this.#lines.push(this.#quoted > 0 ? `> ${text}` : text);
  }
}

/** @returns at most about a million characters; what comes after is left out, and so is all that is nested over a thousand deep */
export function textOfHtml(html: string): string {
  const writer = new TextWriter();
  const parser = new Parser({
    onopentag: (name, attributes) => writer.open(name, attributes),
    onclosetag: (name) => writer.close(name),
    ontext: (text) => writer.write(text),
  });
  for (let at = 0; at < html.length && !writer.isFull; at += chunkLength)
    parser.write(html.slice(at, at + chunkLength));
  if (!writer.isFull) parser.end();
  return writer.finish();
}
