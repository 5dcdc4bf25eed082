/** What mail servers and mail programs report of a mail of ours. Source: RFC 3464 section 2, RFC 8098 section 3. */
export interface ReportWish {
  /** Whom the report goes to. */
  readonly to: string;
  /** The address of which it tells: of one copy, where the mail went to an alias. */
  readonly about: string;
  /** Under which the mail was given to the server (RFC 3461 section 4.4). */
  readonly envelopeId: string;
  /** RFC 3463: `2.…` arrived, `4.…` could not be delivered for now, `5.…` for good. */
  readonly status: string;
}

export interface NotificationWish {
  readonly from: string;
  readonly to: string;
  /** Of the mail that was opened, with angle brackets. */
  readonly messageId: string;
}

/** The three-digit reply and the action of each class of status. */
const outcomes: Readonly<Record<string, readonly [reply: string, action: string]>> = {
  2: ['250', 'delivered'],
  4: ['450', 'failed'],
  5: ['550', 'failed'],
};

let count = 0;

function multipartReport(head: readonly string[], kind: string, words: string, fields: readonly string[]): string {
  return [
    ...head,
    `Message-ID: <report.${++count}@mx.example>`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=${kind}; boundary=report`,
    '',
    '--report',
    'Content-Type: text/plain',
    '',
    words,
    '--report',
    `Content-Type: message/${kind}`,
    '',
    ...fields,
    '',
    '--report--',
    '',
  ].join('\r\n');
}

/** That it arrived, or could not be delivered. */
export function deliveryReport({ to, about, envelopeId, status }: ReportWish): string {
  const [reply = '', action = ''] = outcomes[status.slice(0, 1)] ?? [];
  const head = [
    'From: MAILER-DAEMON@mx.example',
    `To: ${to}`,
    'Subject: Delivery report',
    'Auto-Submitted: auto-replied',
  ];
  return multipartReport(head, 'delivery-status', 'This is about your mail.', [
    'Reporting-MTA: dns; mx.example',
    `Original-Envelope-Id: ${envelopeId}`,
    '',
    `Final-Recipient: rfc822; ${about}`,
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: smtp; ${reply} ${status} said the server`,
  ]);
}

/** That somebody opened it. */
export const openedNotification = ({ from, to, messageId }: NotificationWish): string =>
  multipartReport(
    [`From: ${from}`, `To: ${to}`, 'Subject: Read: van ban'],
    'disposition-notification',
    'The mail was displayed.',
    [
      `Final-Recipient: rfc822;${from}`,
      `Original-Message-ID: ${messageId}`,
      'Disposition: manual-action/MDN-sent-manually; displayed',
    ],
  );
