/**
 * The letters of the demonstration: what the departments of Hậu Giang might have written to each other in 2016.
 * Agencies are those of the demonstration; people are invented, and so is what they write.
 */
import type { OfficialLetter } from './official-letter.js';

export interface SampleLetter {
  readonly from: string;
  readonly to: readonly string[];
  readonly type: string;
  readonly urgency: 'normal' | 'urgent' | 'very-urgent' | 'express';
  /** Days after the date by which something is to be done; null for none. */
  readonly dueDays: number | null;
  readonly fileName: string;
  readonly letter: Omit<OfficialLetter, 'date'>;
  /** A second file: title and text of an appendix. */
  readonly appendix?: { readonly fileName: string; readonly title: string; readonly paragraphs: readonly string[] };
}

const province = 'UBND TỈNH HẬU GIANG';
const place = 'Vị Thanh';

export const sampleLetters: readonly SampleLetter[] = [
  {
    from: 'H30.03',
    to: ['so-ban-nganh', 'cap-huyen'],
    type: 'CV',
    urgency: 'normal',
    dueDays: 30,
    fileName: 'Công văn gửi, nhận văn bản điện tử.pdf',
    letter: {
      above: province,
      issuer: 'SỞ THÔNG TIN VÀ TRUYỀN THÔNG',
      notation: 'STTTT-CNTT',
      place,
      kind: '',
      subject: 'gửi, nhận văn bản điện tử giữa các cơ quan nhà nước',
      addressees: ['Các sở, ban, ngành tỉnh', 'UBND các huyện, thị xã, thành phố'],
      paragraphs: [
        'Thực hiện mục tiêu 90% văn bản trao đổi giữa các cơ quan nhà nước dưới dạng điện tử, Sở Thông tin và Truyền thông đề nghị Thủ trưởng các cơ quan, đơn vị:',
        '1. Gửi, nhận văn bản trên cổng trao đổi văn bản điện tử của tỉnh; văn bản gửi đi có ký số của cơ quan thì không gửi thêm bản giấy, trừ trường hợp pháp luật quy định khác.',
        '2. Phân công văn thư tiếp nhận văn bản đến trong ngày và phản hồi trạng thái xử lý cho nơi gửi.',
        '3. Báo cáo khó khăn, vướng mắc về Sở Thông tin và Truyền thông để được hướng dẫn.',
        'Đề nghị các cơ quan, đơn vị quan tâm phối hợp thực hiện./.',
      ],
      signer: { competence: 'KT. GIÁM ĐỐC', position: 'Phó Giám đốc', fullName: 'Phạm Quốc Việt' },
    },
  },
  {
    from: 'H30.01',
    to: ['H30.03', 'H30.05', 'H30.15'],
    type: 'GM',
    urgency: 'urgent',
    dueDays: 5,
    fileName: 'Giấy mời họp giao ban.pdf',
    letter: {
      above: province,
      issuer: 'VĂN PHÒNG',
      notation: 'GM-VP',
      place,
      kind: 'GIẤY MỜI',
      subject: 'Họp giao ban công tác cải cách hành chính',
      addressees: ['Sở Thông tin và Truyền thông', 'Sở Tài chính', 'Sở Y tế'],
      paragraphs: [
        'Văn phòng Ủy ban nhân dân tỉnh trân trọng kính mời Lãnh đạo các cơ quan dự họp giao ban công tác cải cách hành chính.',
        'Thời gian: 08 giờ 00. Địa điểm: Phòng họp số 2, trụ sở Ủy ban nhân dân tỉnh.',
        'Đề nghị các đại biểu chuẩn bị báo cáo kết quả thực hiện và đến dự đúng thời gian quy định./.',
      ],
      signer: { competence: 'TL. CHỦ TỊCH', position: 'Chánh Văn phòng', fullName: 'Trần Văn Lộc' },
    },
  },
  {
    from: 'H30',
    to: ['so-ban-nganh', 'cap-huyen', 'cap-xa'],
    type: 'QĐ',
    urgency: 'normal',
    dueDays: null,
    fileName: 'Quyết định ban hành quy chế.pdf',
    letter: {
      above: '',
      issuer: 'ỦY BAN NHÂN DÂN TỈNH HẬU GIANG',
      notation: 'QĐ-UBND',
      place,
      kind: 'QUYẾT ĐỊNH',
      subject: 'Ban hành Quy chế gửi, nhận và xử lý văn bản điện tử trên địa bàn tỉnh',
      addressees: [],
      paragraphs: [
        'Theo đề nghị của Giám đốc Sở Thông tin và Truyền thông,',
        'Điều 1. Ban hành kèm theo Quyết định này Quy chế gửi, nhận và xử lý văn bản điện tử giữa các cơ quan nhà nước trên địa bàn tỉnh.',
        'Điều 2. Quyết định này có hiệu lực kể từ ngày ký.',
        'Điều 3. Chánh Văn phòng Ủy ban nhân dân tỉnh, Thủ trưởng các sở, ban, ngành, Chủ tịch Ủy ban nhân dân các cấp chịu trách nhiệm thi hành Quyết định này./.',
      ],
      signer: { competence: 'TM. ỦY BAN NHÂN DÂN', position: 'Chủ tịch', fullName: 'Lữ Hoàng Nam' },
    },
    appendix: {
      fileName: 'Phụ lục - Quy chế.pdf',
      title: 'Quy chế gửi, nhận và xử lý văn bản điện tử',
      paragraphs: [
        'Điều 1. Quy chế này quy định việc gửi, nhận, xử lý và lưu trữ văn bản điện tử giữa các cơ quan nhà nước.',
        'Điều 2. Văn bản điện tử được ký số hợp lệ có giá trị như văn bản giấy.',
        'Điều 3. Cơ quan nhận phản hồi trạng thái: đã đến, đã tiếp nhận hoặc từ chối, phân công, đang xử lý, hoàn thành.',
      ],
    },
  },
  {
    from: 'H30.05',
    to: ['H30.03'],
    type: 'CV',
    urgency: 'very-urgent',
    dueDays: 3,
    fileName: 'Công văn về kinh phí.pdf',
    letter: {
      above: province,
      issuer: 'SỞ TÀI CHÍNH',
      notation: 'STC-NS',
      place,
      kind: '',
      subject: 'thẩm định kinh phí duy trì hệ thống văn bản điện tử',
      addressees: ['Sở Thông tin và Truyền thông'],
      paragraphs: [
        'Sở Tài chính nhận được dự toán kinh phí duy trì hệ thống trao đổi văn bản điện tử của Quý Sở.',
        'Sau khi xem xét, Sở Tài chính đề nghị bổ sung thuyết minh về khối lượng lưu trữ và số cơ quan sử dụng để có cơ sở thẩm định./.',
      ],
      signer: { competence: 'KT. GIÁM ĐỐC', position: 'Phó Giám đốc', fullName: 'Huỳnh Công Danh' },
    },
  },
  {
    from: 'H30.15',
    to: ['cap-huyen', 'cap-xa'],
    type: 'TB',
    urgency: 'express',
    dueDays: 1,
    fileName: 'Thông báo phòng chống dịch.pdf',
    letter: {
      above: province,
      issuer: 'SỞ Y TẾ',
      notation: 'TB-SYT',
      place,
      kind: 'THÔNG BÁO',
      subject: 'Về việc tăng cường phòng, chống bệnh sốt xuất huyết mùa mưa',
      addressees: [],
      paragraphs: [
        'Sở Y tế thông báo các địa phương triển khai ngay chiến dịch diệt lăng quăng, phun hóa chất tại các ổ dịch và báo cáo hằng ngày số ca mắc trước 15 giờ.',
        'Các trạm y tế xã, phường, thị trấn bố trí người trực và gửi báo cáo trên cổng trao đổi văn bản điện tử./.',
      ],
      signer: { competence: 'KT. GIÁM ĐỐC', position: 'Phó Giám đốc', fullName: 'Bùi Ngọc Ánh' },
    },
  },
  {
    from: 'H30.31',
    to: ['H30.01', 'H30.02'],
    type: 'BC',
    urgency: 'normal',
    dueDays: null,
    fileName: 'Báo cáo số 1.pdf',
    letter: {
      above: '',
      issuer: 'ỦY BAN NHÂN DÂN THÀNH PHỐ VỊ THANH',
      notation: 'BC-UBND',
      place,
      kind: 'BÁO CÁO',
      subject: 'Kết quả tiếp nhận, xử lý văn bản điện tử quý I',
      addressees: [],
      paragraphs: [
        'Trong quý, Ủy ban nhân dân thành phố đã tiếp nhận toàn bộ văn bản đến qua cổng trao đổi văn bản điện tử; các phường đã cử văn thư theo dõi hằng ngày.',
        'Kiến nghị: tập huấn bổ sung cho công chức mới của các phường và cấp chứng thư số còn thiếu./.',
      ],
      signer: { competence: 'TM. ỦY BAN NHÂN DÂN', position: 'Phó Chủ tịch', fullName: 'Ngô Thanh Bình' },
    },
  },
];
