/**
 * How workers learn that something is to be done. Only a wake-up: what is to be done stands in PostgreSQL, so a queue that loses
 * everything costs no more than one re-scan.
 */
export type WakeReason = 'deliveries' | 'events' | 'mails' | 'drafts';

export interface WakeQueue {
  /** Never throws and never waits; a lost announcement is fine. */
  announce(reason: WakeReason): void;
  /** Calls `handler` for announcements, of this or another process. Returns when listening has begun. */
  listen(handler: (reason: WakeReason) => void): Promise<void>;
  close(): Promise<void>;
}
