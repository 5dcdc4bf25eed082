/**
 * What the seal of a stored document is worth, by how far its proof has come: the container was found intact when it came in, and a proof is
 * complete only when the seal was judged with a timestamp and revocation data. Nothing is called valid before. Pure.
 */
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { vietnamMinute } from '../../../../schemas/words/vietnam-time.js';
import type { DocumentView } from '../../../documents/view-document.js';
import type { ProofState } from '../../../proofs/proofs.store.js';
import type { IconName } from '../../parts/icon.js';
import { documentTexts } from '../../texts/document.js';

const t = documentTexts.verdict;

export interface SealVerdict {
  readonly kind: 'valid' | 'undecided';
  readonly icon: IconName;
  readonly head: Bilingual;
  readonly text: readonly Bilingual[];
}

const undecided: Readonly<Record<Exclude<ProofState, 'complete'>, Bilingual>> = {
  pending: t.pending,
  timestamped: t.timestamped,
  limited: t.limited,
  unsupported: t.unsupported,
};

export function sealVerdict({ proof, sentAt, files }: DocumentView): SealVerdict {
  if (proof?.state === 'complete') {
    const text = [t.validText(vietnamMinute(sentAt)), t.coversAll(files.length)];
    return { kind: 'valid', icon: 'done', head: t.valid, text };
  }
  const text = proof === null ? t.none : undecided[proof.state];
  return { kind: 'undecided', icon: 'undecided', head: t.undecided, text: [text] };
}
