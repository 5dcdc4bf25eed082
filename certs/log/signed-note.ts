/**
 * The text of a checkpoint of a log, taken apart. Whether it is signed by the log's key: gateway/evidence/checkpoint.ts.
 * Source: C2SP tlog-checkpoint and signed-note.
 */

export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
}

export interface SignedNote extends Checkpoint {
  /** What is signed. */
  readonly text: string;
  readonly signedBy: string;
  /** Key hash and signature. */
  readonly signature: Buffer;
}

const notePattern = /^((.+)\n(0|[1-9]\d*)\n([A-Za-z0-9+/]{43}=)\n)\n— (\S+) ([A-Za-z0-9+/=]+)\n$/;

/** Undefined for anything else than a checkpoint with one signature. */
export function readNote(note: string): SignedNote | undefined {
  const [, text, origin = '', size = '', root = '', signedBy = '', signature = ''] = notePattern.exec(note) ?? [];
  if (text === undefined) return undefined;
  return {
    text,
    origin,
    size: Number(size),
    root: Buffer.from(root, 'base64'),
    signedBy,
    signature: Buffer.from(signature, 'base64'),
  };
}
