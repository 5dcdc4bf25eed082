/**
 * What a clerk should know before a draft is sealed: what keeps it from being sent, what to look at, what is in order. Only a secret, an
 * unusable number, a missing file, recipient or field keeps it; everything else is said and left to the clerk.
 */

import { notationWarning } from '../../schemas/directory/notation.js';
import type { PdfSignature } from '../documents/pdf-check.js';
import { isUnusable, type NumberStanding } from '../registers/number-standing.js';
import type { Draft, DraftField, DraftFile } from './draft.js';
import { type DraftMetadata, faultsOf } from './draft-metadata.js';
import type { DraftRecipients } from './draft-recipients.js';
import type { PrintedStanding } from './printed-code.js';

export type DraftCheck =
  | { readonly tone: 'block'; readonly code: 'secret' | 'no-file' | 'no-recipient' | 'number-missing' | 'no-reason' }
  | { readonly tone: 'block'; readonly code: 'field'; readonly field: DraftField }
  | { readonly tone: 'block'; readonly code: 'number'; readonly standing: NumberStanding }
  | { readonly tone: 'block'; readonly code: 'unknown-recipient'; readonly text: string }
  | { readonly tone: 'wait'; readonly code: 'uploading'; readonly count: number }
  | {
      readonly tone: 'warn';
      readonly code: 'closed-recipient' | 'unsigned' | 'unjudged' | 'invalid' | 'printed-code';
      readonly text: string;
    }
  | { readonly tone: 'warn'; readonly code: 'doubtful' | 'notation' | 'answers' }
  | { readonly tone: 'ok'; readonly code: 'not-secret' }
  | { readonly tone: 'ok'; readonly code: 'recipients'; readonly count: number };

export interface CheckedDraft {
  readonly draft: Draft;
  readonly files: readonly DraftFile[];
  readonly recipients: DraftRecipients;
  readonly metadata: DraftMetadata;
  readonly number: NumberStanding;
  /** What the main file prints, beside it. */
  readonly printed: PrintedStanding | null;
}

/** What keeps it from being sent first. */
export function checkDraft(checked: CheckedDraft): DraftCheck[] {
  const checks = [
    ...fieldChecks(checked),
    ...recipientChecks(checked),
    ...fileChecks(checked.files),
    ...doubts(checked),
  ];
  const order = ['block', 'wait', 'warn', 'ok'];
  return checks.sort((one, other) => order.indexOf(one.tone) - order.indexOf(other.tone));
}

/** True while something keeps it from being sent. */
export const isHeldUp = (checks: readonly DraftCheck[]): boolean =>
  checks.some(({ tone }) => tone === 'block' || tone === 'wait');

function fieldChecks({ draft, metadata, number }: CheckedDraft): DraftCheck[] {
  const faults = faultsOf(metadata.metadata);
  if (faults === 'secret') return [{ tone: 'block', code: 'secret' }];
  const isChange = draft.kind === 'update' || draft.kind === 'replace';
  return [
    { tone: 'ok', code: 'not-secret' },
    ...faults.map((field) => ({ tone: 'block', code: 'field', field }) as const),
    ...numberChecks(number),
    ...(isChange && (draft.fields.reason ?? '').trim() === '' ? [{ tone: 'block', code: 'no-reason' } as const] : []),
  ];
}

function numberChecks(standing: NumberStanding): DraftCheck[] {
  if (standing.kind === 'missing') return [{ tone: 'block', code: 'number-missing' }];
  return isUnusable(standing) ? [{ tone: 'block', code: 'number', standing }] : [];
}

function recipientChecks({ recipients: { addressees, agencies } }: CheckedDraft): DraftCheck[] {
  const checks: DraftCheck[] = addressees.flatMap((one): DraftCheck[] => {
    if (one.kind === 'unknown') return [{ tone: 'block', code: 'unknown-recipient', text: one.text }];
    return one.kind === 'agency' && !one.isActive ? [{ tone: 'warn', code: 'closed-recipient', text: one.name }] : [];
  });
  if (agencies.length === 0) return [...checks, { tone: 'block', code: 'no-recipient' }];
  return checks.length > 0 ? checks : [{ tone: 'ok', code: 'recipients', count: agencies.length }];
}

const isBroken = ({ indication }: PdfSignature) => indication === 'TOTAL-FAILED';

function fileChecks(files: readonly DraftFile[]): DraftCheck[] {
  if (files.length === 0) return [{ tone: 'block', code: 'no-file' }];
  const loading = files.filter(({ sha256 }) => sha256 === null).length;
  return [
    ...(loading === 0 ? [] : [{ tone: 'wait', code: 'uploading', count: loading } as const]),
    ...files.flatMap(({ name, findings }): DraftCheck[] => {
      const pdf = findings?.pdf;
      if (!pdf) return [];
      if (pdf.notChecked !== null) return [{ tone: 'warn', code: 'unjudged', text: name }];
      if (pdf.signatures.length === 0) return [{ tone: 'warn', code: 'unsigned', text: name }];
      return pdf.signatures.some(isBroken) ? [{ tone: 'warn', code: 'invalid', text: name }] : [];
    }),
  ];
}

function doubts({ draft, metadata: { type, notation }, printed }: CheckedDraft): DraftCheck[] {
  const isDoubtful = Object.values(draft.origins).some((origin) => origin.isDoubtful);
  const isUnanswered = (draft.fields.answers ?? '') !== '' && draft.answered === null;
  return [
    ...(printed?.kind === 'other'
      ? [{ tone: 'warn', code: 'printed-code', text: printed.printed.value } as const]
      : []),
    ...(isDoubtful ? [{ tone: 'warn', code: 'doubtful' } as const] : []),
    ...(notation !== '' && notationWarning(type, notation) !== null
      ? [{ tone: 'warn', code: 'notation' } as const]
      : []),
    ...(isUnanswered ? [{ tone: 'warn', code: 'answers' } as const] : []),
  ];
}
