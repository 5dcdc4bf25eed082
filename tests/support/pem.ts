/** DER as PEM text (RFC 7468), for tools that want files. */
export function pemOf(der: Buffer, label = 'CERTIFICATE'): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** The first PEM block as DER. */
export function derOf(pem: string): Buffer {
  return Buffer.from(/-----BEGIN [^-]+-----([^-]+)-----END/.exec(pem)?.[1] ?? '', 'base64');
}
