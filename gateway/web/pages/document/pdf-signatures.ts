/** Signatures found inside PDFs when the document came in, in words: how many are worth what, and whose they are. Pure. */
import { type Bilingual, say } from '../../../../schemas/words/bilingual.js';
import { vietnamMinute } from '../../../../schemas/words/vietnam-time.js';
import type { PdfSignature } from '../../../documents/pdf-check.js';
import type { FileRow } from '../../../documents/view-document.store.js';
import type { IconName } from '../../parts/icon.js';
import { documentTexts as t } from '../../texts/document.js';

export interface SignatureLine {
  readonly icon: IconName;
  readonly kind: '' | 'ok' | 'bad' | 'wait';
  readonly text: Bilingual;
}

/** The common name of a subject such as `CN=Trần Quốc Tuấn, O=Sở Nội vụ, C=VN`, else all of it. */
export function signerName({ signer }: Pick<PdfSignature, 'signer'>): string {
  const [, name] = /(?:^|, )CN=((?:\\.|[^,\\])+)/.exec(signer ?? '') ?? [];
  return (name ?? signer ?? '?').replaceAll(/\\(.)/g, '$1');
}

const looks = {
  'TOTAL-PASSED': { icon: 'done', kind: 'ok', count: t.validSignatures },
  'TOTAL-FAILED': { icon: 'refused', kind: 'bad', count: t.invalidSignatures },
  INDETERMINATE: { icon: 'undecided', kind: 'wait', count: t.undecidedSignatures },
} as const;

function signedBy(one: PdfSignature): string {
  const at = one.provenAt ?? one.signedAt;
  return at === null ? signerName(one) : `${signerName(one)}, ${vietnamMinute(at)}`;
}

/** Faults first. */
export function signatureLines({ pdfSignatures, pdfNotChecked, mediaType }: FileRow): SignatureLine[] {
  if (pdfNotChecked !== null) return [{ icon: 'undecided', kind: 'wait', text: t.notChecked(pdfNotChecked) }];
  if (pdfSignatures === null)
    return [{ icon: 'arrived', kind: '', text: mediaType === 'application/pdf' ? t.noneKnown : t.noSignature }];
  if (pdfSignatures.length === 0) return [{ icon: 'arrived', kind: '', text: t.noSignature }];
  return (['TOTAL-FAILED', 'INDETERMINATE', 'TOTAL-PASSED'] as const).flatMap((indication) => {
    const found = pdfSignatures.filter((one) => one.indication === indication);
    if (found.length === 0) return [];
    const { icon, kind, count } = looks[indication];
    const names = found.map(signedBy).join('; ');
    const { vi, en } = count(found.length);
    return [{ icon, kind, text: say(`${vi}: ${names}`, `${en}: ${names}`) }];
  });
}
