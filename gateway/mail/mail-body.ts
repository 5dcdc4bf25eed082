/**
 * What a mail says, written twice from the same blocks: as plain text and as HTML. Vietnamese first, English below or beside it.
 * Texts from outside are made visible and escaped, so that they can look like nothing else. Pure.
 */

import { inline, paragraph as paragraphMarkup } from '../../certs/verdict/html/bilingual.js';
import { html, type Markup, outside, verbatim, visible } from '../../certs/verdict/html/markup.js';
import type { Bilingual } from '../../schemas/words/bilingual.js';

export type Block =
  | { readonly kind: 'paragraph'; readonly text: Bilingual }
  /** What is known, line by line; the values come from outside. */
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [label: Bilingual, value: string])[] }
  | { readonly kind: 'link'; readonly text: Bilingual; readonly href: string };

export const paragraph = (text: Bilingual): Block => ({ kind: 'paragraph', text });

export interface MailBody {
  readonly text: string;
  /** A whole document. */
  readonly html: string;
}

const both = ({ vi, en }: Bilingual) => `${vi} / ${en}`;

function textOf(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return `${block.text.vi}\n${block.text.en}`;
    case 'facts':
      return block.rows.map(([label, value]) => `${both(label)}: ${visible(value)}`).join('\n');
    case 'link':
      return `${both(block.text)}:\n${block.href}`;
  }
}

/** Attributes of every cell: mail programs drop style sheets. */
const cellInMail = html` style="padding: 2px 12px 2px 0; text-align: left; vertical-align: top"`;

function markupOf(block: Block): Markup {
  switch (block.kind) {
    case 'paragraph':
      return paragraphMarkup(block.text);
    case 'facts':
      return html`<table>${block.rows.map(
        ([label, value]) =>
          html`<tr><th scope="row"${cellInMail}>${inline(label)}</th><td${cellInMail}>${outside(value)}</td></tr>\n`,
      )}</table>`;
    case 'link':
      return html`<p><a href="${verbatim(block.href)}">${inline(block.text)}</a></p>`;
  }
}

export function writeMailBody(blocks: readonly Block[]): MailBody {
  return {
    text: `${blocks.map(textOf).join('\n\n')}\n`,
    html: html`<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"/></head>
<body>${blocks.map(
      (block) => html`${markupOf(block)}
`,
    )}</body></html>
`.text,
  };
}
