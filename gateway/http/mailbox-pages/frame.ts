/**
 * What all pages of the demonstration's mailboxes share: how they look, what their content policy allows, what stands above them.
 * Source: the product's look (paper, ink, one accent; serif for what a document says, sans for what the gateway says); CSP Level 3.
 */
import { hash } from 'node:crypto';
import { inline } from '../../../certs/verdict/html/bilingual.js';
import { html, Markup, outside, type Part } from '../../../certs/verdict/html/markup.js';
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';

const style = `
:root { color-scheme: light dark; --paper: #f7f8f6; --sheet: #fff; --ink: #16201d; --ink2: #4b5753; --rule: #d0d7d3; --rule2: #798681; --accent: #22408f; --on: #fff; --son: #ad2418; }
@media (prefers-color-scheme: dark) { :root { --paper: #111614; --sheet: #181f1c; --ink: #e7ede9; --ink2: #a9b5af; --rule: #36423d; --rule2: #7a8882; --accent: #a3b9f7; --on: #111614; --son: #ff9c90; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 Public Sans, system-ui, Noto Sans, DejaVu Sans, sans-serif; overflow-wrap: anywhere; }
header, main { max-width: 1080px; margin: 0 auto; padding: 12px 28px; }
header { border-bottom: 1px solid var(--ink2); }
h1, h2, .subject { font-family: Literata, Noto Serif, Times New Roman, DejaVu Serif, serif; }
h1 { margin: 20px 0; font-size: 28px; line-height: 1.45; font-weight: 500; }
h2 { margin: 28px 0 8px; font-size: 17px; font-weight: 600; }
p { margin: 0 0 8px; }
.en, .note { color: var(--ink2); font-size: 14px; line-height: 1.45; }
h1 .en { display: block; font-size: 17px; }
a { color: var(--accent); text-underline-offset: 0.22em; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 11px 12px 11px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); font-weight: 400; }
thead th { border-bottom-color: var(--rule2); color: var(--ink2); font-size: 14px; }
.subject { font-size: 17px; }
.unread .subject { font-weight: 600; }
.count { font-variant-numeric: tabular-nums; white-space: nowrap; }
.failed { border: 2px solid var(--son); padding: 12px 16px; }
.done { border: 2px solid var(--accent); padding: 12px 16px; }
pre { margin: 0; padding: 16px 0; white-space: pre-wrap; font: inherit; border-top: 2px solid var(--ink); border-bottom: 1px solid var(--ink); }
details { margin: 12px 0; }
details th { width: 200px; color: var(--ink2); font-size: 14px; }
details td { font-size: 14px; }
label { display: block; margin: 16px 0 4px; font-weight: 500; }
input, textarea { width: 100%; padding: 8px 10px; border: 1px solid var(--rule2); border-radius: 3px; background: var(--sheet); color: inherit; font: inherit; }
button { margin: 12px 12px 0 0; padding: 10px 16px; min-height: 44px; border: 1px solid var(--rule2); border-radius: 3px; background: var(--sheet); color: inherit; font: inherit; font-weight: 500; cursor: pointer; }
button .en { display: block; font-weight: 400; }
button.main { background: var(--accent); border-color: var(--accent); color: var(--on); }
button.main .en { color: inherit; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (max-width: 600px) { header, main { padding: 12px 16px; } h1 { font-size: 22px; } }
`;

/** Sent instead of the policy of the gateway's other pages: no script, nothing loaded, forms go back to the gateway. */
export const mailboxContentPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${hash('sha256', style, 'base64')}'`,
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const warning = say(
  'Hộp thư minh họa: ai mở được trang này đều đọc và viết thư thay mọi cơ quan minh họa. Không thư nào rời khỏi máy này.',
  'Mailboxes of the demonstration: whoever opens this page reads and writes as any of its agencies. No mail leaves this machine.',
);

export interface Page {
  /** The sentence the page opens with; what somebody else wrote has no second language. */
  readonly heading: Bilingual | string;
  /** Above the page, each with its address; the mailboxes come first by themselves. */
  readonly way: readonly (readonly [href: string, text: string])[];
  readonly content: readonly Part[];
}

/** The whole page. */
export function writePage({ heading, way, content }: Page): string {
  const steps = way.map(([href, text]) => html` › <a href="${href}">${text}</a>`);
  return html`<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>${typeof heading === 'string' ? heading : heading.vi} · Công văn</title>
<style>${new Markup(style)}</style>
</head>
<body>
<header><a href="/">Công văn</a> › <a href="/thu">Hộp thư minh họa</a>${steps}
<p class="note">${inline(warning)}</p></header>
<main>
<h1>${typeof heading === 'string' ? outside(heading) : inline(heading)}</h1>
${content}
</main>
</body>
</html>
`.text;
}

/** How something that was tried ended; said before the rest. */
export const notice = (kind: 'done' | 'failed', text: Bilingual, detail: string | null = null): Markup =>
  html`<div class="${kind}" role="status"><p>${inline(text)}</p>${detail === null ? null : html`<p class="note">${detail}</p>`}</div>`;
