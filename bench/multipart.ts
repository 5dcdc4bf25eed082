/** The body of a submission, as bytes made beforehand, so that the load costs little of the machine it shares with the gateway. */
export const boundary = 'congvan-bench-0123456789';

const metadata = (to: readonly string[], subject: string) =>
  JSON.stringify({
    from: 'H30.03',
    to,
    type: 'CV',
    notation: 'STTTT-VP',
    subject,
    promulgation: { place: 'Vị Thanh', date: '2016-05-19' },
    signer: { competence: 'KT. GIÁM ĐỐC', position: 'Phó Giám đốc', fullName: 'Nguyễn Văn Minh' },
  });

/** What stands before and after the bytes of the one file. */
export function frameOf(to: readonly string[], subject: string, fileName: string): { head: Buffer; tail: Buffer } {
  const field = `--${boundary}\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n${metadata(to, subject)}\r\n`;
  const file = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${fileName}"\r\nContent-Type: application/pdf\r\n\r\n`;
  return { head: Buffer.from(field + file), tail: Buffer.from(`\r\n--${boundary}--\r\n`) };
}

/** A PDF of about this size; its content is not looked at beyond being a PDF. */
export function plainPdf(bytes: number): Buffer {
  const start = '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n';
  const end = 'trailer<</Root 1 0 R>>\n%%EOF\n';
  return Buffer.from(`${start}% ${'x'.repeat(Math.max(0, bytes - start.length - end.length - 3))}\n${end}`);
}
