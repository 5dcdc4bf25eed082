/** A letter as agencies lay it out, whose PDF says of itself what the pages propose. */
import { drawOfficialLetter } from '../../gateway/documents/sample/official-letter.js';

const about = 'triển khai gửi, nhận văn bản điện tử giữa các cơ quan trong tỉnh';
/** As it is proposed: `V/v` is printed before it on a công văn. */
export const letterSubject = `Về việc ${about}`;

/**
 * From H30.03, signed by Phạm Quốc Việt.
 * @param kind name of the kind of document in capitals; empty for a công văn
 * @param date YYYY-MM-DD
 * @param number printed before the notation; none is left blank
 */
export const officialLetter = (kind = '', date = '2016-05-19', number?: string): Promise<Buffer> =>
  drawOfficialLetter({
    above: 'UBND TỈNH HẬU GIANG',
    issuer: 'SỞ THÔNG TIN VÀ TRUYỀN THÔNG',
    place: 'Vị Thanh',
    date,
    kind,
    ...(number === undefined ? {} : { number }),
    notation: kind === '' ? 'STTTT-CNTT' : 'KH-STTTT',
    subject: kind === '' ? about : letterSubject,
    addressees: ['Các sở, ban, ngành tỉnh'],
    paragraphs: ['Đề nghị các đơn vị gửi, nhận văn bản qua cổng từ ngày 01/6/2016./.'],
    signer: { competence: 'GIÁM ĐỐC', position: '', fullName: 'Phạm Quốc Việt' },
  });
