/** What a mail server reports of a mail of ours. Source: RFC 3464 section 2. */
export interface ReportWish {
  /** Whom the report goes to. */
  readonly to: string;
  /** The address of which it tells. */
  readonly about: string;
  /** Under which the mail was given to the server (RFC 3461 section 4.4). */
  readonly envelopeId: string;
  /** RFC 3463: `4.…` for now, `5.…` for good. */
  readonly status: string;
}

let count = 0;

/** That it could not be delivered. */
export const deliveryReport = ({ to, about, envelopeId, status }: ReportWish): string =>
  [
    'From: MAILER-DAEMON@mx.example',
    `To: ${to}`,
    'Subject: Undelivered Mail Returned to Sender',
    `Message-ID: <report.${++count}@mx.example>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=report',
    '',
    '--report',
    'Content-Type: text/plain',
    '',
    'Your mail could not be delivered.',
    '--report',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example',
    `Original-Envelope-Id: ${envelopeId}`,
    '',
    `Final-Recipient: rfc822; ${about}`,
    'Action: failed',
    `Status: ${status}`,
    `Diagnostic-Code: smtp; ${status.startsWith('5') ? '550' : '450'} ${status} not delivered`,
    '',
    '--report--',
    '',
  ].join('\r\n');
