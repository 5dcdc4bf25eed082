/** PDFs with text wherever a test wants it, in the bundled Vietnamese font or in one of the fonts every reader has. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import fontkit from '@pdf-lib/fontkit';
import { PDFDocument, type PDFFont, StandardFonts } from 'pdf-lib';

export interface Words {
  readonly text: string;
  /** Points from the top. */
  readonly down: number;
  /** Points from the left; when left out the words are centred on `centre`. */
  readonly left?: number;
  /** Points from the left; the middle of the page when left out. */
  readonly centre?: number;
  readonly size?: number;
}

const [width, height] = [595, 842];

async function fontFor(pdf: PDFDocument, isWestern: boolean): Promise<PDFFont> {
  if (isWestern) return pdf.embedFont(StandardFonts.Helvetica);
  pdf.registerFontkit(fontkit);
  const file = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSerifCondensed.ttf');
  return pdf.embedFont(await readFile(file), { subset: true });
}

export async function printPages(pages: readonly (readonly Words[])[], { isWestern = false } = {}): Promise<Buffer> {
  const pdf = await PDFDocument.create();
  const font = await fontFor(pdf, isWestern);
  for (const words of pages) {
    const page = pdf.addPage([width, height]);
    for (const { text, down, left, centre = width / 2, size = 12 } of words) {
      const x = left ?? centre - font.widthOfTextAtSize(text, size) / 2;
      page.drawText(text, { x, y: height - down, size, font });
    }
  }
  return Buffer.from(await pdf.save());
}

/** A decision as provinces print it: head, type and subject, text over two pages, signer, an annex of its own. */
export function decisionPages(): Words[][] {
  const [left, right] = [160, 420];
  const head = [
    { text: 'ỦY BAN NHÂN DÂN', down: 60, centre: left },
    { text: 'TỈNH HẬU GIANG', down: 76, centre: left },
    { text: 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', down: 60, centre: right, size: 11 },
    { text: 'Độc lập - Tự do - Hạnh phúc', down: 76, centre: right },
    { text: 'Số: 123/QĐ-UBND', down: 108, centre: left },
    { text: 'Vị Thanh, ngày 19 tháng 5 năm 2016', down: 108, centre: right },
    { text: 'QUYẾT ĐỊNH', down: 150 },
    { text: 'Về việc ban hành Quy chế quản lý, vận hành', down: 168 },
    { text: 'hệ thống gửi, nhận văn bản điện tử trên địa bàn tỉnh', down: 186 },
    { text: 'CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH HẬU GIANG', down: 230 },
    { text: 'Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;', down: 260, left: 110 },
    { text: 'QUYẾT ĐỊNH:', down: 300 },
    { text: 'Điều 1. Ban hành kèm theo Quyết định này Quy chế quản lý, vận hành.', down: 330, left: 110 },
  ];
  const end = [
    { text: 'Điều 2. Quyết định này có hiệu lực kể từ ngày ký.', down: 60, left: 110 },
    { text: 'TM. ỦY BAN NHÂN DÂN', down: 100, centre: right },
    { text: 'Nơi nhận:', down: 106, left: 85, size: 10 },
    { text: 'KT. CHỦ TỊCH', down: 116, centre: right },
    { text: '- Như Điều 3;', down: 120, left: 85, size: 10 },
    { text: 'PHÓ CHỦ TỊCH', down: 132, centre: right },
    { text: 'Ký bởi: Ủy ban nhân dân tỉnh', down: 170, centre: right, size: 8 },
    { text: 'TS. Nguyễn Thị Thùy Dương', down: 210, centre: right },
  ];
  const annex = [
    { text: 'QUY CHẾ', down: 60 },
    { text: 'GIÁM ĐỐC', down: 700, centre: right },
    { text: 'Trần Văn Khác', down: 780, centre: right },
  ];
  return [head, end, annex];
}
