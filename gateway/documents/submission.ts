/** A document on its way in: what every entrance that has files after metadata works with. */
import type { Readable } from 'node:stream';
import type { SubmitAnswer } from './submit-answer.js';

export interface Submission {
  /**
   * Streams one file in; its type is sniffed. Any failure ends the submission.
   * @throws Problem as `receiveFile`; `secret_refused`; `invalid_request` above the number of files allowed
   */
  addFile(name: string, stream: Readable): Promise<void>;
  /**
   * Numbers, seals and commits; the answer means that the document is durable.
   * @throws Problem `invalid_request` without a file; `xml_invalid` when the envelope would not match our own schema; as
   *   `refuseInfected`, `requireQuota` and `completeSubmission`; `key_missing`; `storage_full`
   */
  complete(): Promise<SubmitAnswer>;
  /** Gives up and leaves nothing behind. Harmless after `complete` and when called twice. */
  abort(): Promise<void>;
}
