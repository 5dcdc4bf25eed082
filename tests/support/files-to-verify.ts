/** Files for each verdict, made from a document this gateway really sealed. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GatewayFixture } from './gateway-fixture.js';
import { metadataOf, submitDocument } from './gateway-fixture.js';
import { publishLists } from './publish-lists.js';
import { rewriteContainer } from './rewrite-container.js';
import { sealedText } from './sealed-text.js';
import { newTestAuthority } from './test-authority.js';

export const documentSubject = 'V/v chuẩn bị các điều kiện phục vụ ngày bầu cử đại biểu Quốc hội khóa XIV';
const fileName = '482-SNV-CCHC.pdf';

export interface FilesToVerify {
  /** Sealed here, for H30.05 and H30.15. */
  readonly valid: Buffer;
  /** The same with another PDF in it. */
  readonly invalid: Buffer;
  /** Sealed by a certificate of an authority nobody here knows. */
  readonly undecided: Buffer;
  /** A mail without a signature that brings the valid one. */
  readonly mail: Buffer;
}

export type VerdictName = 'valid' | 'invalid' | 'undecided';

/** An unsigned mail with a container. */
export function mailWith(container: Buffer, name = 'van-ban.asice'): Buffer {
  const encoded = container.toString('base64').replace(/(.{76})/g, '$1\r\n');
  return Buffer.from(
    [
      'From: vanthu@sonoivu.example',
      'To: nhan@sotaichinh.example',
      'Subject: CV 482',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=x',
      '',
      '--x',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Kinh gui',
      '--x',
      `Content-Type: application/vnd.etsi.asic-e+zip; name="${name}"`,
      `Content-Disposition: attachment; filename="${name}"`,
      'Content-Transfer-Encoding: base64',
      '',
      encoded,
      '--x--',
      '',
    ].join('\r\n'),
  );
}

export async function filesToVerify({ ctx, authority, clerk, folder }: GatewayFixture): Promise<FilesToVerify> {
  await publishLists(ctx, authority);
  const metadata = metadataOf({ to: ['H30.05', 'H30.15'], subject: documentSubject });
  const { sha256 } = await submitDocument(ctx, clerk('H30.03'), metadata, { fileName });
  const valid = await readFile(join(folder, 'blobs', sha256.slice(0, 2), `${sha256}.asice`));
  const stranger = await (await newTestAuthority('Cơ quan lạ')).issueSeal({ agencyCode: 'H30.03' });
  return {
    valid,
    invalid: await rewriteContainer(valid, { [fileName]: '%PDF-1.4\nđã sửa\n%%EOF\n' }),
    undecided: await sealedText(stranger.signer, 'Kính gửi'),
    mail: mailWith(valid),
  };
}
