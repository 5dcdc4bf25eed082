/**
 * A mail on its way through the gateway: what it is, who is behind it, and what becomes of it.
 * Only shapes; sorting is `schemas/mail`, the sender's proof `know-sender.ts`, the acts `handle-*.ts`.
 */
import type { SortedMail } from '../../schemas/mail/sorted-mail.js';
import type { Message } from '../../schemas/mime/message.js';
import type { Transaction } from '../database/database.js';
import type { NewEvent } from '../evidence/events.js';
import type { Block } from '../mail/mail-body.js';

/** How it was shown that a mail speaks for an agency; the column `proof`. */
export type SenderProof = 'signature' | 'token' | 'confirmed' | 'operator';

/** A mail that this worker holds, as it was taken in. */
export interface ClaimedMail {
  readonly id: string;
  /** Fencing token: only the holder of the newest attempt may finish it. */
  readonly attempt: number;
  readonly deferrals: number;
  /** How often whoever handled it went away without a word. */
  readonly deaths: number;
  readonly account: string;
  /** Of the original, hex. */
  readonly sha256: string;
  readonly size: number;
  /** ISO 8601 UTC; when the mail server took it. */
  readonly receivedAt: string;
  /** What somebody said of it after it had been handled once: a click, or an operator; null the first time. */
  readonly vouched: 'confirmed' | 'operator' | null;
  readonly vouchedBy: string | null;
}

/** An S/MIME signature over everything in the mail, valid, by a certificate this gateway knows. */
export interface SenderSignature {
  /** Code of the agency the certificate belongs to. */
  readonly agency: string;
  /** Of the certificate, hex. */
  readonly fingerprint: string;
  /** Of what the signature is over (its signed attributes), hex: it counts for one mail only. */
  readonly sha256: string;
  /** Claimed by the signer, ISO 8601 UTC. */
  readonly signedAt: string | null;
}

/** What the trusted receiving server found about the address in From (RFC 8601). */
export interface AddressResults {
  /** DMARC passed for the domain of From. */
  readonly dmarc: boolean;
  /** DKIM or SPF passed for the very domain of From. */
  readonly aligned: boolean;
}

export interface KnownSender {
  readonly signature: SenderSignature | null;
  /** Why a signature that is there was not believed, for people; null otherwise. */
  readonly signatureFault: string | null;
  /** Codes of active agencies whose mailbox in the directory is the address in From. Proves nothing. */
  readonly claims: readonly string[];
  readonly results: AddressResults;
}

export interface IncomingMail {
  readonly row: ClaimedMail;
  readonly bytes: Buffer;
  readonly message: Message;
  readonly sorted: SortedMail;
  readonly sender: KnownSender;
}

/** What a mail that answers one says. */
export interface Letter {
  readonly subject: string;
  readonly blocks: readonly Block[];
}

/** A mail that answers one that came in; sent once, to the address it came from, or to the agency's own. */
export interface Reply extends Letter {
  readonly to: string;
}

/** A mail that waits for something of ours: it is handled again a little later. */
export interface Deferred {
  readonly state: 'deferred';
  /** What it waits for: a stable code. */
  readonly result: string;
  readonly detail: string;
}

/** What becomes of a mail. Written with everything `write` does, in one transaction, or not at all. */
export interface Handled {
  /** `awaiting`: somebody must confirm it first. */
  readonly state: 'done' | 'quarantined' | 'awaiting';
  /** What was done or why nothing was: a stable code, e.g. `accepted`, `bounced`, `sender_unproven`. */
  readonly result: string;
  /** For people who look at the list; never more than 500 characters. */
  readonly detail?: string;
  readonly agency?: string;
  readonly proof?: SenderProof;
  /** A status or a document stands recorded: to be seen there, whether its writer is told or not. */
  readonly isRecorded?: true;
  readonly signatureSha256?: string;
  /** documents.id */
  readonly document?: string;
  readonly delivery?: string;
  readonly reply?: Reply;
  /** Changes that belong to it. @returns the events that tell of them */
  write?(tx: Transaction): Promise<readonly NewEvent[]>;
}
