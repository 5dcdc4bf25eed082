/**
 * How the pages look that links in mails lead to: a sentence first, what it is about, one button. Works without script; every text
 * from outside passes markup.ts.
 * Source: the product's look (paper, ink, one accent; serif for what the document says, sans for what the gateway says).
 */
import { inline, paragraph } from '../../certs/verdict/html/bilingual.js';
import { html, Markup, verbatim } from '../../certs/verdict/html/markup.js';
import type { Bilingual } from '../../schemas/words/bilingual.js';
import { type Block, blockMarkup } from '../mail/mail-body.js';

/** For the Content-Security-Policy: the pages' one style, by its text. Holds neither `<` nor `&` nor quotation marks. */
export const mailPageStyle = `
:root { color-scheme: light dark; --paper: #f7f8f6; --sheet: #fff; --ink: #16201d; --ink2: #4b5753; --rule: #d0d7d3; --edge: #798681; --accent: #22408f; --on: #fff; --son: #ad2418; }
@media (prefers-color-scheme: dark) { :root { --paper: #111614; --sheet: #181f1c; --ink: #e7ede9; --ink2: #a9b5af; --rule: #36423d; --edge: #7a8882; --accent: #a3b9f7; --on: #111614; --son: #ff9c90; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 Public Sans, system-ui, Noto Sans, sans-serif; overflow-wrap: anywhere; }
main { max-width: 760px; margin: 0 auto; padding: 28px 16px 56px; }
h1 { margin: 0 0 20px; padding: 16px 0; border-top: 2px solid var(--ink); border-bottom: 1px solid var(--ink); font: 500 25px/1.45 Literata, Noto Serif, Times New Roman, serif; }
h1 .en { display: block; font-size: 17px; }
p { margin: 0 0 8px; }
.en { color: var(--ink2); font-size: 15px; }
table { width: 100%; margin: 16px 0; border-collapse: collapse; }
th, td { padding: 8px 12px 8px 0; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; font-weight: 400; }
th { width: 38%; color: var(--ink2); }
th .en, label .en { display: block; }
form { margin-top: 20px; }
label { display: block; font-weight: 500; }
textarea { display: block; width: 100%; min-height: 96px; margin: 4px 0 16px; padding: 8px; border: 1px solid var(--edge); border-radius: 3px; background: var(--sheet); color: var(--ink); font: inherit; }
button { min-height: 44px; padding: 8px 20px; border: 1px solid var(--accent); border-radius: 3px; background: var(--accent); color: var(--on); font: inherit; font-weight: 500; }
button .en { color: inherit; }
a { color: var(--accent); text-underline-offset: 0.22em; }
a:focus-visible, button:focus-visible, textarea:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.fault { color: var(--son); font-weight: 500; }
`;

/** What the button does. */
export interface PageForm {
  readonly action: string;
  readonly button: Bilingual;
  /** Sent along, by name. */
  readonly fields: Readonly<Record<string, string>>;
  /** A text that is asked for. */
  readonly question?: { readonly name: string; readonly label: Bilingual; readonly maxLength: number };
}

export interface MailPage {
  readonly title: Bilingual;
  /** What was wrong with what was sent. */
  readonly fault?: Bilingual;
  readonly blocks: readonly Block[];
  readonly form?: PageForm;
}

function formMarkup({ action, button, fields, question }: PageForm): Markup {
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}"/>`,
  );
  const asked =
    question &&
    html`<label for="${question.name}">${inline(question.label)}</label>
<textarea id="${question.name}" name="${question.name}" required="required" maxlength="${question.maxLength}"></textarea>`;
  return html`<form method="post" action="${verbatim(action)}">${hidden}${asked ?? null}
<button type="submit">${inline(button)}</button></form>`;
}

export function writeMailPage({ title, fault, blocks, form }: MailPage): string {
  return html`<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="robots" content="noindex"/><title>${title.vi}</title><style>${new Markup(mailPageStyle)}</style></head>
<body><main><h1>${inline(title)}</h1>
${fault === undefined ? null : html`<div class="fault" role="alert">${paragraph(fault)}</div>`}
${blocks.map((block) => blockMarkup(block, null))}
${form === undefined ? null : formMarkup(form)}
</main></body></html>
`.text;
}
