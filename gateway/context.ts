/**
 * The parts every room of the gateway works with, wired together once in `cli/`.
 * Rooms take the context as their first argument and keep no state of their own.
 */
import type { Logger } from 'pino';
import type { KeyStore } from '../certs/keys/key-store.js';
import type { OnlineEvidence } from '../certs/online/fetch-evidence.js';
import type { BlobStore } from './blobs/blob-store.js';
import type { Config } from './config.js';
import type { Database } from './database/database.js';
import type { KeyRing } from './identity/key-ring.js';
import type { TimestampSource } from './proofs/timestamp-source.js';
import type { VirusScanner } from './scanning/virus-scanner.js';

export interface GatewayContext {
  readonly config: Config;
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly keys: KeyRing;
  /** Where private keys lie; what signs goes by `keys`. */
  readonly keyStore: KeyStore;
  /** Where timestamps over seals come from. */
  readonly timestamps: TimestampSource;
  /** Asks the network about other people's certificates; null when the operator wants nothing fetched. */
  readonly online: OnlineEvidence | null;
  /** Null when none is configured. */
  readonly scanner: VirusScanner | null;
  /** Whether answers by mail reach this gateway: it reads a mailbox, or the demonstration's mail server hands them over. */
  readonly readsMails: boolean;
  readonly log: Logger;
  /** Tells the workers that something is due; losing a call only costs time (they look by themselves now and then). */
  readonly wake: (reason: 'deliveries' | 'events' | 'mails' | 'drafts') => void;
  readonly now: () => Date;
}
