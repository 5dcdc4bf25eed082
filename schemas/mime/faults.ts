/**
 * What can be wrong with a mail and yet be read over, and who decides whether it is: what is signed is read strictly, what is
 * only sorted is read kindly, both by the same reader, so that they never see different parts in a mail both accept.
 * Limits are no faults: what is over them is always refused.
 */
import { Problem } from '../problems/problem.js';

const descriptions = {
  header_line_odd: 'A line of a header is no header field',
  header_fold_first: 'A header begins with a continued line',
  field_twice: 'A header field that may stand once stands twice',
  boundary_unusable: 'A multipart has no usable boundary',
  boundary_nearly: 'A line is nearly, but not quite, a boundary',
  multipart_empty: 'A multipart ends before it begins',
  multipart_open: 'A multipart does not end',
  tnef_broken: 'A winmail.dat cannot be read to its end',
} as const;

export type MailFault = keyof typeof descriptions;

/** Is told of a fault where it is found; throws when it is not to be read over. */
export type Complain = (fault: MailFault) => void;

export const malformed = (detail: string) => new Problem('mail_malformed', { detail });

/** For readers that take nothing odd. @throws Problem `mail_malformed`, always */
export const refuse: Complain = (fault) => {
  throw malformed(descriptions[fault]);
};
