/** Whether a mail's own signature, or what somebody said of it since, proves who sends it. What is attached may prove more (documents/). */
import type { IncomingMail } from '../incoming-mail.js';

export const isProven = ({ row, sender }: Pick<IncomingMail, 'row' | 'sender'>): boolean =>
  sender.signature !== null || row.vouched !== null;
