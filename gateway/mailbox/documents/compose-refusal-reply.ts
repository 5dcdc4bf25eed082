/**
 * What a sender reads whose mail became no document: exactly what is missing or wrong, and what to do.
 * Pure.
 * Source: issue "The e-mail gateway", part 2: "or exactly what was missing".
 */
import type { DocumentField, DocumentFields } from '../../../schemas/mail/sorted-mail.js';
import { catalogue, type ProblemCode } from '../../../schemas/problems/catalogue.js';
import type { Problem } from '../../../schemas/problems/problem.js';
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import { type Block, paragraph } from '../../mail/mail-body.js';
import { harmless } from '../harmless.js';
import type { Letter } from '../incoming-mail.js';
import type { MetadataGap } from './document-metadata.js';

const notSent = '[CHƯA GỬI / NOT SENT]';

const fieldNames: Readonly<Record<DocumentField | 'files', Bilingual>> = {
  from: say('Từ', 'From'),
  to: say('Gửi', 'To'),
  number: say('Số', 'Number'),
  notation: say('Ký hiệu', 'Notation'),
  subject: say('Trích yếu', 'Subject'),
  type: say('Loại', 'Type'),
  date: say('Ngày', 'Date'),
  urgency: say('Độ khẩn', 'Urgency'),
  dueDate: say('Hạn', 'Due'),
  note: say('Ghi chú', 'Note'),
  files: say('Tệp đính kèm', 'Attached files'),
};

function sayGap(gap: MetadataGap): Bilingual {
  switch (gap.kind) {
    case 'missing':
      return say(`Thiếu “${fieldNames[gap.field].vi}”.`, `“${fieldNames[gap.field].en}” is missing.`);
    case 'unusable':
      return say(
        `Không hiểu “${fieldNames[gap.field].vi}: ${gap.text}”.`,
        `“${fieldNames[gap.field].en}: ${gap.text}” is not understood.`,
      );
    case 'unknown-recipient':
      return say(
        `Danh mục không có nơi nhận “${gap.text}”: ghi mã định danh, tên nhóm hoặc tên cơ quan đúng như trong danh mục.`,
        `The directory has no recipient “${gap.text}”: write a code, the name of a group, or an agency's name as in the directory.`,
      );
    case 'ambiguous-recipient':
      return say(
        `“${gap.text}” là tên của nhiều cơ quan: ghi một trong các mã ${gap.codes.join(', ')}.`,
        `“${gap.text}” is the name of several agencies: write one of the codes ${gap.codes.join(', ')}.`,
      );
    case 'type-unclear':
      return say(
        `Không rõ loại văn bản từ ký hiệu “${gap.notation}”: ghi ký hiệu có dấu, hoặc thêm dòng “Loại”.`,
        `The type is not clear from the notation “${gap.notation}”: write it with diacritics, or add a line “Type”.`,
      );
  }
}

/** The lines to fill in, with what was understood. */
const blockFields = ['to', 'number', 'notation', 'subject', 'type', 'date', 'urgency', 'dueDate', 'note'] as const;

function blockToFill(fields: DocumentFields): Block {
  const text = (field: DocumentField) => {
    const value = fields[field];
    return typeof value === 'string' ? value : (value ?? []).join(', ');
  };
  const asked = fields.from === null ? blockFields : (['from', ...blockFields] as const);
  return { kind: 'facts', rows: asked.map((field) => [fieldNames[field], text(field)] as const) };
}

export function composeIncomplete(gaps: readonly MetadataGap[], fields: DocumentFields): Letter {
  return {
    subject: `${notSent} Thông tin văn bản chưa đủ / The mail does not say enough`,
    blocks: [
      paragraph(say('Văn bản trong thư của Quý cơ quan chưa được gửi.', 'The document in your mail was not sent.')),
      ...gaps.map((gap) => paragraph(sayGap(gap))),
      paragraph(
        say(
          'Xin gửi lại thư mới, kèm tệp, với các dòng dưới đây ở đầu thư. “Số” có thể để trống: sổ văn bản đi cấp số kế tiếp.',
          'Please send a new mail with the files and these lines at its top. “Number” may stay empty: the register gives the next one.',
        ),
      ),
      blockToFill(fields),
    ],
  };
}

const signedWays = say(
  'Cách gửi được chấp nhận: ký S/MIME cả thư bằng chứng thư số đã đăng ký tại cổng; hoặc đính kèm gói .asice đã có con dấu điện tử của cơ quan, hay tệp .edxml do cơ quan ký.',
  'What is accepted: a mail signed as a whole (S/MIME) by a certificate registered here; or an attached .asice container under your agency’s seal, or an .edxml file your agency has signed.',
);

/** @param signatureFault why a signature that is there does not count; null when there is none */
export function composeUnproven(signatureFault: string | null): Letter {
  const said = harmless(signatureFault ?? '');
  const fault = say(
    `Chữ ký trong thư không được chấp nhận: ${said}`,
    `The signature of the mail does not count: ${said}`,
  );
  return {
    subject: `${notSent} Chưa xác thực được người gửi / The sender is not proven`,
    blocks: [
      paragraph(
        say(
          'Văn bản trong thư chưa được gửi: địa chỉ người gửi tự nó không chứng minh được ai gửi thư. Thư được giữ lại để đơn vị vận hành xem xét.',
          'The document in your mail was not sent: the sender’s address alone proves nobody. The mail is kept for the operator to look at.',
        ),
      ),
      ...(signatureFault === null ? [] : [paragraph(fault)]),
      paragraph(signedWays),
    ],
  };
}

export function composeAgencyUnclear(codes: readonly string[]): Letter {
  return {
    subject: `${notSent} Chưa rõ cơ quan gửi / Which agency sends is not clear`,
    blocks: [
      paragraph(
        say(
          `Hộp thư này thuộc nhiều cơ quan. Xin gửi lại và thêm ở đầu thư dòng “Từ: ” với một trong các mã ${codes.join(', ')}.`,
          `This mailbox belongs to several agencies. Please send again with a line “From: ” at its top and one of the codes ${codes.join(', ')}.`,
        ),
      ),
    ],
  };
}

export function composeSeveral(): Letter {
  return {
    subject: `${notSent} Mỗi thư một văn bản / One document in each mail`,
    blocks: [
      paragraph(
        say(
          'Thư có nhiều gói .asice hoặc nhiều tệp .edxml. Chưa có gì được gửi: xin gửi mỗi văn bản trong một thư riêng.',
          'The mail has several .asice containers or several .edxml files. Nothing was sent: please send each document in a mail of its own.',
        ),
      ),
    ],
  };
}

/** The original is removed, and nothing of it is repeated here. */
export function composeSecretRefused(): Letter {
  return {
    subject: `${notSent} Văn bản có dấu chỉ độ mật / A document marked as secret`,
    blocks: [
      paragraph(
        say(
          'Thư có dấu hiệu là bí mật nhà nước, không được gửi qua mạng. Cổng không gửi và đã xóa thư; xin xóa thư khỏi hộp thư và báo người phụ trách bảo mật.',
          'The mail is marked as a state secret, which must not travel over a network. It was not sent, and is removed here; please delete it from your mailbox and tell your security officer.',
        ),
      ),
    ],
  };
}

/** What to do about some refusals, beside what their titles say. */
const advice: Partial<Readonly<Record<ProblemCode, Bilingual>>> = {
  signature_missing: say(
    'Gói .asice không mang con dấu điện tử nào, nên không chứng minh được gì. Xin đóng dấu gói bằng con dấu của cơ quan, hoặc gửi thư mới đính kèm từng tệp, với các dòng “Gửi”, “Ký hiệu”, “Trích yếu” ở đầu thư.',
    'The .asice container carries no seal and so proves nothing. Please seal it by your agency’s seal, or send a new mail with the files themselves and the lines “To”, “Notation”, “Subject” at its top.',
  ),
};

/**
 * Everything else that a person can put right.
 * @param isProven whether it goes to who wrote the mail: else nothing of it is repeated as it stands
 */
export function composeRefused({ code, detail, field }: Problem, isProven: boolean): Letter {
  const { title, titleVi } = catalogue[code];
  const where = field === undefined ? [] : [[say('Chỗ sai', 'Where'), field] as const];
  const todo = advice[code];
  return {
    subject: `${notSent} ${titleVi} / ${title}`,
    blocks: [
      paragraph(say('Văn bản trong thư của Quý cơ quan chưa được gửi.', 'The document in your mail was not sent.')),
      paragraph(say(titleVi, title)),
      {
        kind: 'facts',
        rows: [
          [say('Mã lỗi', 'Code'), code],
          [say('Chi tiết', 'Detail'), isProven ? detail : harmless(detail)],
          ...where,
        ],
      },
      ...(todo === undefined ? [] : [paragraph(todo)]),
    ],
  };
}
