/**
 * What an incoming mail can turn out to be. Says what the mail says, never whether to believe it: who sent it is judged elsewhere
 * (certs/smime, the receiving server's results).
 */
import type { StatusCode } from '../directory/statuses.js';
import type { Urgency } from '../directory/urgency.js';
import type { MailFault } from '../mime/faults.js';

/** RFC 3464 section 2.3.3. */
export type DeliveryAction = 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';

/**
 * Why a mail did not arrive: `rejected` is a refusal of this sender, server or content for other reasons than the ones named;
 * `unreachable` includes servers that answered too late, or never.
 */
export type FailureReason =
  | 'mailbox-full'
  | 'mailbox-disabled'
  | 'recipient-unknown'
  | 'host-unknown'
  | 'too-large'
  | 'spam'
  | 'rejected'
  | 'unreachable'
  | 'other';

export interface DeliveryOutcome {
  /** Lower case; null when the report names nobody. */
  readonly recipient: string | null;
  /** The address the mail was sent to, when that was another one (ORCPT). */
  readonly originalRecipient: string | null;
  readonly action: DeliveryAction;
  /** Whether trying again is of no use: the class of the status; null when the mail arrived. */
  readonly isPermanent: boolean | null;
  /** Enhanced status code (RFC 3463), e.g. `5.1.1`; null when none was given. */
  readonly status: string | null;
  /** SMTP reply code, e.g. `550`; null when none was given. */
  readonly reply: string | null;
  /** Null when the mail arrived. */
  readonly reason: FailureReason | null;
  /** What the server said, at most 500 characters. */
  readonly diagnostic: string;
}

/** Which of our mails this is about. */
export interface OriginalMail {
  /** ENVID (RFC 3461), as given. */
  readonly envelopeId: string | null;
  /** Without angle brackets. */
  readonly messageId: string | null;
}

export interface DeliveryReport {
  readonly kind: 'delivery-report';
  /** `guessed`: no RFC 3464 report but words of a server, understood as well as can be. */
  readonly form: 'standard' | 'guessed';
  readonly outcomes: readonly DeliveryOutcome[];
  readonly original: OriginalMail;
}

export interface DispositionNotification {
  readonly kind: 'disposition-notification';
  /** RFC 8098 section 3.2.6.2; `other` for types of older reports (e.g. `denied`, `failed`). */
  readonly disposition: 'displayed' | 'deleted' | 'dispatched' | 'processed' | 'other';
  /** False when a program sent it without a person's consent or action. */
  readonly isManual: boolean;
  /** Lower case; null when not given. */
  readonly recipient: string | null;
  readonly original: OriginalMail;
}

/** A complaint of somebody who was written to (ARF). */
export interface FeedbackReport {
  readonly kind: 'feedback-report';
  /** RFC 5965 section 3.1, e.g. `abuse`; lower case. */
  readonly feedback: string;
  readonly original: OriginalMail;
}

export interface AutomaticReply {
  readonly kind: 'automatic-reply';
  /** It does not say so itself: its subject, its text or the way it came by looks so, and nothing in it shows a person. */
  readonly isGuessed: boolean;
  readonly isAbsence: boolean;
  /** What gave it away, e.g. `auto-submitted`. */
  readonly sign: string;
  /** For the delivery's page: the first lines of the text, at most 500 characters. */
  readonly excerpt: string;
  readonly inReplyTo: readonly string[];
}

export interface Answer {
  readonly kind: 'answer';
  readonly status: StatusCode & ('02' | '03' | '06');
  /** Why it was refused; null for the other two. */
  readonly reason: string | null;
  /** Identifiers of the mails it answers, nearest first. */
  readonly inReplyTo: readonly string[];
  /** Its subject is that of a program's answers: a program may have written the command. */
  readonly soundsAutomatic?: true;
}

/**
 * `negated`: e.g. "không tiếp nhận"; `goes-on`: the first line says more than the command; `several`: two commands;
 * `no-reason`: a refusal without one; `no-command`: a reply that begins otherwise; `empty`: nothing but quoted text;
 * `encrypted`: nothing that can be read.
 */
export type UnclearCause = 'negated' | 'goes-on' | 'several' | 'no-reason' | 'no-command' | 'empty' | 'encrypted';

export interface UnclearAnswer {
  readonly kind: 'unclear-answer';
  readonly why: UnclearCause;
  /** The first line, at most 200 characters. */
  readonly line: string;
  readonly inReplyTo: readonly string[];
}

/** The fields of the header block, as written; absent ones null. Codes and names are not looked up. */
export interface DocumentFields {
  /** The sending agency; needed where one mailbox belongs to several. */
  readonly from: string | null;
  readonly to: readonly string[];
  readonly number: string | null;
  readonly notation: string | null;
  readonly subject: string | null;
  /** Type code, e.g. `QĐ`. */
  readonly type: string | null;
  /** YYYY-MM-DD. */
  readonly date: string | null;
  readonly urgency: Urgency | null;
  /** YYYY-MM-DD. */
  readonly dueDate: string | null;
  readonly note: string | null;
}

export type DocumentField = keyof DocumentFields;

export interface DocumentRequest {
  readonly kind: 'document';
  /** `block`: the lines in the mail; `container` and `edxml`: the attachment at `place` says everything itself; `several`: more than one does. */
  readonly metadata:
    | { readonly from: 'block' | 'several' }
    | { readonly from: 'container' | 'edxml'; readonly place: string };
  readonly fields: DocumentFields;
  /** Needed and not there; `files` when nothing is attached. Empty with a container or edXML. */
  readonly missing: readonly (DocumentField | 'files')[];
  /** Lines that were understood as a field but have no usable value, or stand twice with different ones. */
  readonly unusable: readonly { readonly field: DocumentField; readonly text: string }[];
  /** Fields taken from elsewhere, to be confirmed: a subject from the mail's own. */
  readonly proposed: readonly DocumentField[];
  /** Places of the attached files. */
  readonly files: readonly string[];
}

/** `no-sender`: nobody to answer; `nothing-recognised`: a mail, but none of the above. */
export interface UnknownMail {
  readonly kind: 'unknown';
  readonly why: 'no-sender' | 'nothing-recognised';
}

export type MailContent =
  | DeliveryReport
  | DispositionNotification
  | FeedbackReport
  | AutomaticReply
  | Answer
  | UnclearAnswer
  | DocumentRequest
  | UnknownMail;

export interface SortedMail {
  readonly content: MailContent;
  readonly messageId: string | null;
  /** Lower case; null when the mail names nobody, or several. Proves nothing. */
  readonly sender: string | null;
  readonly subject: string;
  /** False for everything that a program may have sent: an answer could be answered for ever (RFC 3834 section 2). */
  readonly mayBeAnswered: boolean;
  /** What was broken in the mail and read over. */
  readonly faults: readonly MailFault[];
}
