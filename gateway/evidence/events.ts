/**
 * The kinds of events and what an event is. Written in the same transaction as the change it tells of
 * (events.store.ts); sequenced into the Merkle log later (sequencer.ts).
 */

export const eventKinds = [
  'document.submitted',
  'document.recalled',
  'document.replaced',
  'document.cancelled',
  'document.reminded',
  'delivery.sent',
  'delivery.delivered',
  'delivery.deferred',
  'delivery.failed',
  'delivery.expired',
  'delivery.cancelled',
  'delivery.retried',
  'delivery.relayed',
  'delivery.delayed',
  'delivery.opened',
  'delivery.absence',
  'status.declared',
  'request.opened',
  'request.answered',
  'register.reserved',
  'register.issued',
  'register.cancelled',
  'register.corrected',
  'key.used',
  'certificate.issued',
  'certificate.requested',
  'certificate.withdrawn',
  'certificate.imported',
  'certificate.revoked',
  'certificate.expiring',
  'trust.changed',
  'agency.changed',
  'agency.merged',
  'group.changed',
  'user.added',
  'user.changed',
  'user.signed-in',
  'token.created',
  'token.revoked',
  'channel.paused',
  'channel.resumed',
  'mail.released',
  'mail.discarded',
  'mail.resent',
  'webhook.changed',
  'passphrase.changed',
  'settings.changed',
  'backup.made',
  'channel.tested',
  'proof.advanced',
  'log.stamped',
  'audit.exported',
  'hold.placed',
  'hold.lifted',
] as const;

export type EventKind = (typeof eventKinds)[number];

export interface NewEvent {
  readonly kind: EventKind;
  /** The document concerned (documents.id), if any. */
  readonly document?: string;
  /**
   * Agencies that are told, each of the whole payload: what only one of them may know is an event of its own. A recipient whom
   * the document has not reached is left out when the event is written, whoever names it.
   */
  readonly agencies: readonly string[];
  /** Facts for people and integrators: ids, codes, digests. Never a secret, never file content. */
  readonly payload: Readonly<Record<string, unknown>>;
}
