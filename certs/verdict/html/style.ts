/**
 * How the report looks, on screen and on A4, and the content policy that allows nothing but this.
 * Source: the product's look (paper, ink, one accent; serif for what the document says, sans for what the gateway says); CSP Level 3.
 */
import { hash } from 'node:crypto';

/** Static, so that its hash is known. Holds neither `<` nor `&` nor quotation marks: it is the same inside HTML and XML. */
export const reportStyle = `
:root { --ink: #16201d; --ink2: #4b5753; --rule: #d0d7d3; --accent: #22408f; --son: #ad2418; --ok: #1b6640; --wait: #765000; --band: #edf0ed; }
* { box-sizing: border-box; }
body { margin: 0; background: #f7f8f6; color: var(--ink); font: 16px/1.55 Public Sans, system-ui, Noto Sans, DejaVu Sans, sans-serif; overflow-wrap: anywhere; }
header, main { max-width: 1080px; margin: 0 auto; padding: 0 28px; }
header { display: flex; gap: 20px; align-items: baseline; padding-top: 20px; padding-bottom: 12px; border-bottom: 1px solid var(--ink2); }
h1, h2, h3, .product, .frame, .sentence { font-family: Literata, Noto Serif, Times New Roman, DejaVu Serif, serif; }
h1, .product { margin: 0; font-size: 20px; line-height: 1.5; font-weight: 600; }
h1 { font-weight: 400; }
h2 { margin: 0; font-size: 17px; line-height: 1.5; font-weight: 600; }
h2 .en { display: block; }
h3 { margin: 20px 0 4px; font-size: 17px; line-height: 1.5; font-weight: 600; }
p { margin: 0 0 4px; }
ul, ol { margin: 0; padding-left: 20px; }
.row ul { list-style: none; padding-left: 0; }
.row > div > ul > li + li { margin-top: 8px; }
.row { display: grid; grid-template-columns: 184px minmax(0, 1fr); gap: 20px; padding: 14px 0; border-bottom: 1px solid var(--rule); }
.heavy { border-top: 2px solid var(--ink); border-bottom: 1px solid var(--ink); margin-top: -1px; }
.heavy p { font-size: 17px; }
.en, .note, .technical, .utc { color: var(--ink2); font-size: 14px; line-height: 1.45; }
.heavy .en, .sentence .en { font-size: 15px; }
.note { margin: 4px 0 0; }
.technical { display: block; }
time, .utc { white-space: nowrap; }
code { white-space: normal; }
h3 .technical { display: inline; font-family: Public Sans, system-ui, Noto Sans, DejaVu Sans, sans-serif; font-weight: 400; }
.sentence p { font-size: 20px; line-height: 1.55; }
.frame { display: inline-flex; gap: 16px; align-items: center; margin: 4px 0 12px; padding: 12px 28px; font-size: 34px; line-height: 1.35; }
.frame strong { font-weight: 600; }
.frame .en { display: block; color: inherit; font-size: 17px; }
.frame.valid { border: 6px double; }
.frame.invalid { border: 4px solid; }
.frame.undecided { border: 3px dashed; }
svg { width: 20px; height: 20px; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; flex: none; }
.frame svg { width: 52px; height: 52px; }
.mark { display: inline-flex; gap: 6px; align-items: center; vertical-align: bottom; font-weight: 500; }
.mark .en { color: inherit; }
.valid { color: var(--ok); }
.invalid { color: var(--son); }
.undecided { color: var(--wait); }
code { font: 13px/1.5 ui-monospace, DejaVu Sans Mono, monospace; }
table { width: 100%; border-collapse: collapse; font-size: 15px; }
th, td { padding: 5px 12px 5px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); font-weight: 400; }
tr:last-child > th, tr:last-child > td { border-bottom: 0; }
tbody th { width: 210px; color: var(--ink2); }
th .en { display: block; }
.list td:last-child { min-width: 110px; }
.size { white-space: nowrap; }
.nested { margin-top: 12px; padding-left: 16px; border-left: 1px solid var(--ink2); }
a { color: var(--accent); text-underline-offset: 0.22em; white-space: nowrap; }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (max-width: 700px) { .row { grid-template-columns: 1fr; gap: 4px; } header { display: block; } tbody th { width: 120px; } .frame { font-size: 25px; } }
@media print {
@page { size: A4; margin: 16mm 15mm 18mm 20mm; }
body { background: #fff; color: #000; font-size: 9.5pt; }
header, main { max-width: none; padding-left: 0; padding-right: 0; }
.row { grid-template-columns: 34mm minmax(0, 1fr); gap: 4mm; padding: 2.5mm 0; }
h1, .product { font-size: 13pt; }
h2, h3, .heavy p { font-size: 10.5pt; }
.frame { font-size: 20pt; padding: 2mm 7mm; break-inside: avoid; }
.frame .en, .sentence p { font-size: 12pt; }
.frame svg { width: 11mm; height: 11mm; }
table { font-size: 9pt; }
.en, .note, .technical, .utc, .heavy .en, .sentence .en { font-size: 8pt; color: #333; }
code { font-size: 8pt; }
tbody th { width: 38mm; }
tr, li, .heavy { break-inside: avoid; }
h2, h3, thead { break-after: avoid; }
.page { break-before: page; }
thead { display: table-header-group; }
a { color: #000; }
}
`;

/** Nothing is loaded and nothing runs; downloads from the page itself (data:) are no loads. */
export const reportContentPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${hash('sha256', reportStyle, 'base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');
