/** Short phrases that say one thing of a report: the same on the report, on the page that shows a verdict, in print. Decides nothing. */
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import type { FileReport, ReportTrust, SignatureReport, VerificationReport } from '../report.js';

/** Vouches for a time and signs nothing. */
export const isTimestampAlone = ({ level }: SignatureReport): boolean => level === 'RFC 3161';

/** A name is the signer's only where trust was asked for and found; else it is what the signature says. */
export const isNameKnown = ({ indication }: SignatureReport, policy: FileReport['policy']): boolean =>
  indication === 'TOTAL-PASSED' && policy === 'full';

/** How much of the file is covered; null when nothing of it could be read. */
export function coverageOf({ files }: FileReport): Bilingual | null {
  if (files.length === 0) return null;
  const open = files.filter(({ covered }) => !covered).length;
  if (open === 0)
    return say(`Toàn bộ: ${files.length} tệp`, `Everything: ${files.length} file${files.length === 1 ? '' : 's'}`);
  const closed = files.length - open;
  return say(`${closed} trên ${files.length} tệp`, `${closed} of ${files.length} files`);
}

/** Whom the verdict trusted. */
export function trustOf({ storeVersion, anchors }: ReportTrust, policy: VerificationReport['policy']): Bilingual {
  if (policy === 'core') return say('không dùng theo chính sách này', 'not used under this policy');
  if (storeVersion !== null)
    return say(`kho tin cậy của cổng, phiên bản ${storeVersion}`, `the gateway’s trust store, version ${storeVersion}`);
  if (anchors === 0) return say('không có gốc tin cậy nào', 'no trust anchor');
  return say(
    `${anchors} gốc tin cậy do người kiểm tra đưa vào`,
    `${anchors} trust anchor${anchors === 1 ? '' : 's'} given by hand`,
  );
}
