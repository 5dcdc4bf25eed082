/**
 * A register as a page to print: A4 across, the heading on every sheet, all columns of the decree. Static, without script.
 * Source: Decree 30/2020/NĐ-CP annex IV, forms of the registers.
 */
import { escapeText } from '../../schemas/xml/escape-xml.js';
import { type RegisterPage, registerColumns, stateNames } from '../registers/list-register.js';

const style = `
@page { size: A4 landscape; margin: 12mm; }
body { font: 11pt/1.35 'Times New Roman', 'Noto Serif', serif; color: #000; background: #fff; }
h1 { text-align: center; font-size: 14pt; margin: 0; text-transform: uppercase; }
p { text-align: center; margin: 2mm 0 5mm; }
table { border-collapse: collapse; width: 100%; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { border: 1px solid #000; padding: 1mm 1.5mm; vertical-align: top; text-align: left; overflow-wrap: anywhere; }
`;

/** For the Content-Security-Policy: the page's one style, by its text. */
export const registerPageStyle = style;

const titles = { out: 'Sổ đăng ký văn bản đi', in: 'Sổ đăng ký văn bản đến' } as const;

/** The page, piece by piece; `pages` is the whole book. */
export async function* writeRegisterPage(pages: AsyncIterable<RegisterPage>): AsyncGenerator<string> {
  let isBegun = false;
  for await (const page of pages) {
    if (!isBegun) yield beginning(page);
    isBegun = true;
    yield page.items.map((row) => lineOf(page, row)).join('');
  }
  yield '</tbody>\n</table>\n</body>\n</html>\n';
}

function beginning({ agency, book, year, series }: RegisterPage): string {
  const about = [agency, `Năm ${year}`, series].filter((text) => text !== '').map(escapeText);
  const headings = [...registerColumns[book].map(([, vi]) => vi), 'Trạng thái'];
  return `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<title>${titles[book]} ${about.join(' ')}</title>
<style>${style}</style>
</head>
<body>
<h1>${titles[book]}</h1>
<p>${about.join(' · ')}</p>
<table>
<thead><tr>${headings.map((heading) => `<th scope="col">${escapeText(heading)}</th>`).join('')}</tr></thead>
<tbody>
`;
}

function lineOf({ book }: RegisterPage, { columns, state }: RegisterPage['items'][number]): string {
  const cells = [...registerColumns[book].map(([name]) => columns[name] ?? ''), stateNames[state]];
  return `<tr>${cells.map((cell) => `<td>${escapeText(cell)}</td>`).join('')}</tr>\n`;
}
