import { describe, expect, it } from 'vitest';
import { proposalOf } from '../../../gateway/mailbox/documents/propose-fields.js';
import { readDocumentRequest } from '../../../schemas/mail/document-request.js';
import type { DocumentRequest } from '../../../schemas/mail/sorted-mail.js';
import { readMessage } from '../../../schemas/mime/message.js';

function requestOf(subject: string, ...lines: string[]): DocumentRequest {
  const mail = `Subject: ${subject}\nContent-Type: application/pdf; name=a.pdf\n\nx`;
  const request = readDocumentRequest(readMessage(Buffer.from(mail)), lines);
  if (request === null) throw new Error('no document');
  return request;
}

const guess = async () => ({ subject: 'Trong tệp', notation: 'QĐ-UBND', to: ['H30.99'], date: '2026-05-19' });

describe('what a file says of itself', () => {
  it('stands in for what the mail does not say, and is a proposal', async () => {
    const { request, isProposal } = await proposalOf(requestOf('Tiêu đề', 'Gửi: H30.01'), [], guess);
    expect(request.fields).toMatchObject({
      subject: 'Trong tệp',
      notation: 'QĐ-UBND',
      to: ['H30.01'],
      date: '2026-05-19',
    });
    expect([request.missing, isProposal]).toEqual([[], true]);
  });

  it('never changes what the mail says, nor names recipients', async () => {
    const lines = ['Ký hiệu: TB-UBND', 'Trích yếu: Của thư'];
    const { request } = await proposalOf(requestOf('Tiêu đề', ...lines), [], guess);
    expect(request.fields).toMatchObject({ subject: 'Của thư', notation: 'TB-UBND', to: [] });
    expect(request.missing).toEqual(['to']);
  });

  it('is not asked when the mail says everything', async () => {
    const whole = requestOf('Tiêu đề', 'Gửi: H30.01', 'Ký hiệu: TB-UBND', 'Trích yếu: Của thư');
    const asked = proposalOf(whole, [], () => Promise.reject(new Error('asked')));
    expect(await asked).toEqual({ request: whole, isProposal: false });
  });
});
