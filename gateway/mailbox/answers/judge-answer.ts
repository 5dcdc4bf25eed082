/**
 * Who may answer for an agency by mail: the one table of it. Pure; what is known of the mail comes from know-sender.ts and find-answered.ts.
 * Source: issue "The e-mail gateway", part 2, "an answer". The address in From proves nothing anywhere in it.
 */
import type { Answer } from '../../../schemas/mail/sorted-mail.js';
import type { ClaimedMail, KnownSender, SenderProof } from '../incoming-mail.js';

export interface AnswerFacts {
  readonly status: Answer['status'];
  /** What somebody said of the mail after it had been handled once. */
  readonly vouched: ClaimedMail['vouched'];
  /** Of a confirmation: code of the agency that confirmed. */
  readonly vouchedBy: ClaimedMail['vouchedBy'];
  readonly sender: Pick<KnownSender, 'signature' | 'claims' | 'results'>;
  /** Code of the agency that the document was brought to. */
  readonly agency: string;
  /** When the mail that brought it was written, ISO 8601 UTC. */
  readonly writtenAt: string;
  readonly hasToken: boolean;
  readonly isNamedInText: boolean;
  /** A program may have written the command. */
  readonly soundsAutomatic: boolean;
}

/** Why it is not shown that the agency says so. */
export type UnprovenCause =
  | 'signature_of_another'
  | 'signature_unbound'
  | 'signature_too_old'
  | 'token_missing'
  | 'address_unknown'
  | 'address_unproven';

export type AnswerVerdict =
  | { readonly act: 'now' | 'after-confirmation'; readonly proof: SenderProof }
  | { readonly act: 'nothing'; readonly why: UnprovenCause };

/** Clocks of people's machines may be so much behind ours. */
const clockSkewMs = 10 * 60_000;

/**
 * A signature does not cover the mail's header: whoever gets hold of a signed "accept" could send it on as the answer to another
 * document. So the signed text itself must name the document, by the token or the identifier in what it quotes; a token in the reply
 * address is only a header field and does not bind it. And it must have been signed after our mail was written. That it counts once is
 * the unique index on signatures (signature-use.ts).
 */
function signatureFault({ sender, agency, writtenAt, isNamedInText }: AnswerFacts): UnprovenCause | null {
  const { signature } = sender;
  if (signature?.agency !== agency) return 'signature_of_another';
  if (!isNamedInText) return 'signature_unbound';
  const isLater = Date.parse(signature.signedAt ?? '') + clockSkewMs >= Date.parse(writtenAt);
  return isLater ? null : 'signature_too_old';
}

/**
 * An unsigned mail needs all three: our token, the agency's address of the directory, and a receiving server that vouches for that
 * address. It is still not worth more than accepting, and not that where it sounds like a program's: a status cannot be taken back.
 */
function addressFault({ sender, agency, hasToken }: AnswerFacts): UnprovenCause | null {
  if (!hasToken) return 'token_missing';
  if (!sender.claims.includes(agency)) return 'address_unknown';
  return sender.results.dmarc ? null : 'address_unproven';
}

/** A click counts for the agency that was asked; an operator vouches for the mail, whoever it is from. */
const isVouchedFor = ({ vouched, vouchedBy, agency }: AnswerFacts) =>
  vouched === 'operator' || (vouched === 'confirmed' && vouchedBy === agency);

/**
 * `now`: it is recorded; `after-confirmation`: once somebody at the agency's own mailbox has followed a link.
 * A signature that was not believed (know-sender.ts) is no signature; a believed one of another agency speaks against the mail.
 */
export function judgeAnswer(facts: AnswerFacts): AnswerVerdict {
  const { vouched, sender, status, soundsAutomatic } = facts;
  if (vouched !== null && isVouchedFor(facts)) return { act: 'now', proof: vouched };
  const ofSignature = sender.signature === null ? null : signatureFault(facts);
  if (sender.signature !== null && ofSignature === null) return { act: 'now', proof: 'signature' };
  if (ofSignature === 'signature_of_another') return { act: 'nothing', why: ofSignature };
  const ofAddress = addressFault(facts);
  if (ofAddress !== null) return { act: 'nothing', why: ofSignature ?? ofAddress };
  return { act: status === '03' && !soundsAutomatic ? 'now' : 'after-confirmation', proof: 'token' };
}
