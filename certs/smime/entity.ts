/**
 * A MIME entity in the making: the fields that describe its body, and the body, written while it is read.
 * Does not know what is signed or encrypted in it (sign-mail.ts, encrypt-mail.ts).
 * Source: RFC 2045 sections 6.8 (base64) and 2.5; RFC 8551 section 3.2 (application/pkcs7-mime).
 */

export interface WrittenEntity {
  /** `Content-…` fields by name. */
  readonly fields: Readonly<Record<string, string>>;
  /** Lines ended by CRLF, in 7bit. */
  readonly body: AsyncIterable<Buffer>;
}

/** 76 characters. */
const lineBytes = 57;
const base64Line = /.{1,76}/g;

/** Lines of base64, each ended by CRLF. */
export const base64Text = (bytes: Buffer): string => bytes.toString('base64').replace(base64Line, '$&\r\n');

/** The octets as lines of base64. */
async function* base64Lines(octets: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of octets) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const whole = bytes.length - (bytes.length % lineBytes);
    if (whole > 0) yield Buffer.from(base64Text(bytes.subarray(0, whole)), 'latin1');
    rest = bytes.subarray(whole);
  }
  if (rest.length > 0) yield Buffer.from(base64Text(rest), 'latin1');
}

/** Fields, an empty line and the body. */
export async function* octetsOf({ fields, body }: WrittenEntity): AsyncGenerator<Buffer> {
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  yield Buffer.from(`${lines.join('')}\r\n`);
  yield* body;
}

/** CMS as an entity. @param smimeType `signed-data` or `enveloped-data` */
export const cmsEntity = (smimeType: string, cms: AsyncIterable<Buffer>): WrittenEntity => ({
  fields: {
    'Content-Type': `application/pkcs7-mime; smime-type=${smimeType}; name="smime.p7m"`,
    'Content-Transfer-Encoding': 'base64',
    'Content-Disposition': 'attachment; filename="smime.p7m"',
  },
  body: base64Lines(cms),
});
