/**
 * A demonstration document as PDF, laid out as agencies must: national title, issuer, number, place and date, subject, text,
 * recipients, signer. Vietnamese text in an embedded font that has it. Draws no seal and signs nothing.
 * Source: Thông tư 01/2011/TT-BNV, articles 5 to 14 and annex IV (places of the parts), in force until Decree 30/2020.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import fontkit from '@pdf-lib/fontkit';
import { PDFDocument, type PDFFont, type PDFPage } from 'pdf-lib';

export interface OfficialLetter {
  /** The agency above the issuer, in capitals, or empty. */
  readonly above: string;
  readonly issuer: string;
  /** Left out: the place is left blank, as before the register gives one. */
  readonly number?: string;
  /** What stands behind the number, e.g. `STTTT-CNTT`. */
  readonly notation: string;
  readonly place: string;
  /** YYYY-MM-DD */
  readonly date: string;
  /** Name of the kind of document in capitals, or empty for a công văn. */
  readonly kind: string;
  readonly subject: string;
  readonly addressees: readonly string[];
  readonly paragraphs: readonly string[];
  readonly signer: { readonly competence: string; readonly position: string; readonly fullName: string };
}

interface Fonts {
  readonly plain: PDFFont;
  readonly bold: PDFFont;
  readonly italic: PDFFont;
}

const millimetre = 72 / 25.4;
const page = { width: 210 * millimetre, height: 297 * millimetre };
const margin = { left: 30 * millimetre, right: 17 * millimetre, top: 20 * millimetre, bottom: 22 * millimetre };
const textWidth = page.width - margin.left - margin.right;
const bodySize = 12.5;
const smallSize = 11;
const leading = 1.45;

/** The letter as PDF bytes; the same bytes for the same letter. */
export async function drawOfficialLetter(letter: OfficialLetter): Promise<Buffer> {
  const pdf = await PDFDocument.create();
  pdf.registerFontkit(fontkit);
  const day = new Date(`${letter.date}T00:00:00Z`);
  pdf.setTitle(letter.subject);
  pdf.setAuthor(letter.issuer);
  pdf.setLanguage('vi-VN');
  pdf.setCreationDate(day);
  pdf.setModificationDate(day);
  const sheet = new Sheet(pdf, await embedFonts(pdf));
  drawHead(sheet, letter);
  drawBody(sheet, letter);
  drawFoot(sheet, letter);
  return Buffer.from(await pdf.save());
}

async function embedFonts(pdf: PDFDocument): Promise<Fonts> {
  const embed = async (name: string) =>
    pdf.embedFont(await readFile(createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`)), {
      subset: true,
    });
  const [plain, bold, italic] = await Promise.all(
    ['DejaVuSerifCondensed', 'DejaVuSerifCondensed-Bold', 'DejaVuSerifCondensed-Italic'].map(embed),
  );
  return { plain, bold, italic } as Fonts;
}

/** A page being filled from top to bottom; goes on on the next one when it is full. */
class Sheet {
  #page: PDFPage;
  #y: number;

  constructor(
    private readonly pdf: PDFDocument,
    readonly fonts: Fonts,
  ) {
    this.#page = pdf.addPage([page.width, page.height]);
    this.#y = page.height - margin.top;
  }

  get y(): number {
    return this.#y;
  }

  /** Goes back up, for a second column. */
  moveTo(y: number): void {
    this.#y = y;
  }

  skip(points: number): void {
    this.#y -= points;
    if (this.#y > margin.bottom) return;
    this.#page = this.pdf.addPage([page.width, page.height]);
    this.#y = page.height - margin.top;
  }

  /** Lines centred on `x`. */
  centred(text: string, x: number, width: number, font: PDFFont, size: number): void {
    for (const line of wrapText(text, font, size, width)) {
      this.skip(size * leading);
      this.#draw(line, x - font.widthOfTextAtSize(line, size) / 2, font, size);
    }
  }

  paragraph(text: string, font: PDFFont, size: number, indent: number): void {
    // The indent of the first line is put in as blanks, so that wrapping takes it into account.
    const blanks = ' '.repeat(Math.round(indent / font.widthOfTextAtSize(' ', size)));
    for (const line of wrapText(blanks + text, font, size, textWidth)) {
      this.skip(size * leading);
      this.#draw(line, margin.left, font, size);
    }
    this.skip(size * 0.4);
  }

  rule(x: number, width: number): void {
    this.skip(5.5);
    const at = { y: this.#y, thickness: 0.6 };
    this.#page.drawLine({
      start: { x: x - width / 2, y: at.y },
      end: { x: x + width / 2, y: at.y },
      thickness: at.thickness,
    });
  }

  #draw(line: string, x: number, font: PDFFont, size: number): void {
    this.#page.drawText(line, { x, y: this.#y, font, size });
  }
}

function wrapText(text: string, font: PDFFont, size: number, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.normalize('NFC').split(/(?<=\S) /)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && font.widthOfTextAtSize(longer, size) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

const leftColumn = { x: margin.left + textWidth * 0.21, width: textWidth * 0.42 };
const rightColumn = { x: margin.left + textWidth * 0.71, width: textWidth * 0.58 };

function drawHead(
  sheet: Sheet,
  { above, issuer, number = '        ', notation, place, date, kind, subject }: OfficialLetter,
): void {
  const { plain, bold, italic } = sheet.fonts;
  const top = sheet.y;
  if (above !== '') sheet.centred(above, leftColumn.x, leftColumn.width, plain, smallSize);
  sheet.centred(issuer, leftColumn.x, leftColumn.width, bold, smallSize);
  sheet.rule(leftColumn.x, 60);
  sheet.skip(6);
  sheet.centred(`Số: ${number}/${notation}`, leftColumn.x, leftColumn.width, plain, smallSize);
  if (kind === '') sheet.centred(`V/v ${subject}`, leftColumn.x, leftColumn.width, plain, smallSize - 1);
  const leftEnd = sheet.y;
  sheet.moveTo(top);
  sheet.centred('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', rightColumn.x, rightColumn.width, bold, smallSize - 0.5);
  sheet.centred('Độc lập - Tự do - Hạnh phúc', rightColumn.x, rightColumn.width, bold, smallSize);
  sheet.rule(rightColumn.x, 150);
  sheet.skip(6);
  const [year, month, day] = date.split('-');
  sheet.centred(
    `${place}, ngày ${day} tháng ${month} năm ${year}`,
    rightColumn.x,
    rightColumn.width,
    italic,
    smallSize,
  );
  sheet.moveTo(Math.min(leftEnd, sheet.y));
  sheet.skip(22);
  if (kind === '') return;
  const middle = margin.left + textWidth / 2;
  sheet.centred(kind, middle, textWidth, bold, bodySize + 1);
  sheet.centred(subject, middle, textWidth * 0.8, bold, bodySize);
  sheet.skip(14);
}

function drawBody(sheet: Sheet, { addressees, paragraphs }: OfficialLetter): void {
  const { plain } = sheet.fonts;
  const indent = 28;
  const [only, ...more] = addressees;
  if (only !== undefined && more.length === 0) sheet.paragraph(`Kính gửi: ${only}`, plain, bodySize, indent * 3);
  else if (addressees.length > 0) {
    sheet.paragraph('Kính gửi:', plain, bodySize, indent * 3);
    for (const addressee of addressees) sheet.paragraph(`- ${addressee};`, plain, bodySize, indent * 4);
  }
  sheet.skip(8);
  for (const paragraph of paragraphs) sheet.paragraph(paragraph, plain, bodySize, indent);
}

function drawFoot(sheet: Sheet, { signer, notation }: OfficialLetter): void {
  const { plain, bold, italic } = sheet.fonts;
  sheet.skip(14);
  const top = sheet.y;
  sheet.paragraph('Nơi nhận:', italic, smallSize - 1, 0);
  sheet.paragraph('- Như trên;', plain, smallSize - 2, 0);
  sheet.paragraph(`- Lưu: VT, ${notation.split('-').at(-1)}.`, plain, smallSize - 2, 0);
  sheet.moveTo(top);
  for (const line of [signer.competence, signer.position.toLocaleUpperCase('vi')])
    sheet.centred(line, rightColumn.x, rightColumn.width, bold, smallSize + 0.5);
  sheet.skip(64);
  sheet.centred(signer.fullName, rightColumn.x, rightColumn.width, bold, smallSize + 1);
}
