/** One signature with what the report says of it, and the problems of anything. */
import type { JSX } from 'preact';
import { explanations } from '../../../../certs/verdict/html/explanations.js';
import { times } from '../../../../certs/verdict/html/words.js';
import type {
  FileReport,
  PdfSignatureReport,
  ReportCertificate,
  ReportProblem,
  SignatureReport,
} from '../../../../certs/verdict/report.js';
import { catalogue } from '../../../../schemas/problems/catalogue.js';
import { vietnamTime } from '../../../../schemas/words/vietnam-time.js';
import type { Page } from '../../page.js';
import { Digest } from '../../parts/digest.js';
import { type Fact, Facts } from '../../parts/facts.js';
import { Outside } from '../../parts/outside.js';
import { VerdictMark } from '../../parts/verdict.js';
import { verifyTexts as t } from '../../texts/verify.js';
import { problemText } from '../sign-in.js';
import { Capped } from './capped.js';

const maxItems = 20;

/** Each problem in the reader's language, with the technical detail (English) below it. */
export function Problems({ page, list }: { page: Page; list: readonly ReportProblem[] }): JSX.Element | null {
  return (
    <Capped page={page} items={list} max={maxItems}>
      {({ code, message }) => (
        <>
          {code in catalogue ? page.say(problemText(code)) : code}
          <span class="second" lang="en">
            <Outside text={message} /> ({code})
          </span>
        </>
      )}
    </Capped>
  );
}

function certificateFacts({ subject, issuer, serial, notBefore, notAfter, fingerprint }: ReportCertificate) {
  return [
    [t.subject, <Outside text={subject} />],
    [t.issuer, <Outside text={issuer} />],
    [t.serial, serial],
    [t.validity, `${vietnamTime(notBefore)} – ${vietnamTime(notAfter)}`],
    [{ vi: 'SHA-256', en: 'SHA-256' }, <Digest hex={fingerprint} />],
  ] as const satisfies readonly Fact[];
}

function reasonsFact(page: Page, { indication, subIndication }: SignatureReport): Fact[] {
  if (indication === 'TOTAL-PASSED') return [];
  return [[t.reasons, page.say(explanations[subIndication ?? indication].meaning)]];
}

function pdfFacts(page: Page, pdf: PdfSignatureReport | undefined): Fact[] {
  if (pdf === undefined) return [];
  const changes = pdf.changes ?? [];
  return [
    [t.pdfReason, pdf.reason === null ? page.say(t.none) : <Outside text={pdf.reason} />],
    [
      t.pdfChanges,
      changes.length === 0 ? (
        page.say(t.none)
      ) : (
        <Capped page={page} items={changes} max={maxItems}>
          {({ message }) => <Outside text={message} />}
        </Capped>
      ),
    ],
  ];
}

export function OneSignature(props: {
  readonly page: Page;
  readonly signature: SignatureReport;
  /** Its number in the file, from 1. */
  readonly place: number;
  readonly policy: FileReport['policy'];
}): JSX.Element {
  const { page, signature, place, policy } = props;
  const { say } = page;
  const { signer, signedAt, provenAt, level, algorithm, covers, path, pdf } = signature;
  const rows: Fact[] = [
    ...reasonsFact(page, signature),
    ...(signer === null ? [] : certificateFacts(signer)),
    [t.agency, signer?.agencyCode ? <Outside text={signer.agencyCode} /> : say(t.none)],
    [times.claimed, signedAt === null ? say(t.none) : vietnamTime(signedAt)],
    ...(provenAt === null ? [] : [[times.proven, vietnamTime(provenAt)] as const]),
    [t.level, [level, ...(algorithm === null ? [] : [algorithm])].join(', ')],
    [
      t.covers,
      <Capped page={page} items={covers} max={maxItems}>
        {(name) => <Outside text={name} />}
      </Capped>,
    ],
    [
      t.path,
      path.length === 0 ? (
        say(t.none)
      ) : (
        <Capped page={page} items={path} max={maxItems}>
          {({ subject }) => <Outside text={subject} />}
        </Capped>
      ),
    ],
    ...pdfFacts(page, pdf),
  ];
  return (
    <>
      <h3>
        {say(t.signatureNumber(place))} <VerdictMark page={page} indication={signature.indication} policy={policy} />
      </h3>
      <Facts page={page} rows={rows} />
      <Problems page={page} list={signature.problems} />
    </>
  );
}
