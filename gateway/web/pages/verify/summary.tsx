/** Who signed, for whom, when, and what is covered: in a line or two each. */
import type { JSX } from 'preact';
import { coverageOf, isNameKnown, isTimestampAlone } from '../../../../certs/verdict/html/phrases.js';
import { covered, signers, times, uncovered, unreadable } from '../../../../certs/verdict/html/words.js';
import type { FileReport, SignatureReport } from '../../../../certs/verdict/report.js';
import { dayMonthYear, vietnamTime } from '../../../../schemas/words/vietnam-time.js';
import type { SaidDocument } from '../../../documents/said-document.js';
import type { Page } from '../../page.js';
import { Icon } from '../../parts/icon.js';
import { Outside } from '../../parts/outside.js';
import { VerdictMark } from '../../parts/verdict.js';
import { verifyTexts as t } from '../../texts/verify.js';
import { Capped } from './capped.js';

interface ReportProps {
  readonly page: Page;
  readonly report: FileReport;
}

interface SignatureProps {
  readonly page: Page;
  readonly signature: SignatureReport;
  readonly policy: FileReport['policy'];
}

function Signer({ page, signature, policy }: SignatureProps): JSX.Element {
  const { say } = page;
  const { signer, indication } = signature;
  if (signer === null) return <>{say(signers.unknown)}</>;
  return (
    <>
      {!isNameKnown(signature, policy) && `${say(signers.claimed)} `}
      <strong>
        <Outside text={signer.name ?? signer.subject} />
      </strong>{' '}
      {signer.agencyCode !== null && (
        <span class="number">
          (<Outside text={signer.agencyCode} />)
        </span>
      )}{' '}
      {isTimestampAlone(signature) && `${say(signers.timeAlone)} `}
      <VerdictMark page={page} indication={indication} policy={policy} />
    </>
  );
}

export function Who({ page, report: { signatures, policy } }: ReportProps): JSX.Element {
  if (signatures.length === 0) return <p>{page.say(signers.none)}</p>;
  return (
    <Capped page={page} items={signatures} max={10}>
      {(signature) => <Signer page={page} signature={signature} policy={policy} />}
    </Capped>
  );
}

/** What is claimed is told apart from what is proven, in words and in weight. */
function SignedWhen({ page, signature }: Omit<SignatureProps, 'policy'>): JSX.Element {
  const { say } = page;
  const { signedAt, provenAt } = signature;
  const isClaimed = signedAt !== null && !isTimestampAlone(signature);
  return (
    <>
      {isClaimed && (
        <>
          {say(t.signedAt)} {vietnamTime(signedAt)}
        </>
      )}
      {!isClaimed && provenAt === null && say(times.none)}
      <span class="second">
        {provenAt === null ? say(times.notProven) : `${say(times.proven)} ${vietnamTime(provenAt)}`}
      </span>
    </>
  );
}

export function When({ page, report: { signatures } }: ReportProps): JSX.Element {
  if (signatures.length === 0) return <p>{page.say(times.none)}</p>;
  return (
    <Capped page={page} items={signatures} max={10}>
      {(signature) => <SignedWhen page={page} signature={signature} />}
    </Capped>
  );
}

/** One file, with icon and word. */
export function CoveredFile({ page, file }: { page: Page; file: FileReport['files'][number] }): JSX.Element {
  return (
    <span class={`status ${file.covered ? 'ok' : 'bad'}`}>
      <Icon name={file.covered ? 'done' : 'refused'} />
      <span>
        <Outside text={file.name} />: {page.say(file.covered ? covered : uncovered)}
      </span>
    </span>
  );
}

/** What is covered in a number, and each file that is not; a few files are all named. */
export function Coverage({ page, report }: ReportProps): JSX.Element {
  const { files } = report;
  const count = coverageOf(report);
  if (count === null) return <p>{page.say(unreadable)}</p>;
  const open = files.filter((file) => !file.covered);
  return (
    <>
      <p>{page.say(count)}</p>
      <Capped page={page} items={files.length <= 5 ? files : open} max={10}>
        {(file) => <CoveredFile page={page} file={file} />}
      </Capped>
    </>
  );
}

const maxNames = 2;

export function ForWhom({ page, document }: { page: Page; document: SaidDocument | null }): JSX.Element {
  const { say } = page;
  if (document === null) return <p>{say(t.noRecipients)}</p>;
  const { recipients } = document;
  return (
    <>
      <Capped page={page} items={recipients} max={maxNames} more={t.moreRecipients}>
        {(name) => <Outside text={name} />}
      </Capped>
      <span class="second">{say(t.recipientsNote)}</span>
    </>
  );
}

export function SaidOfDocument({ page, document }: { page: Page; document: SaidDocument }): JSX.Element {
  const { code, date, subject } = document;
  return (
    <>
      <p>
        {code !== null && (
          <span class="number">
            <Outside text={code} />
          </span>
        )}{' '}
        {date !== null && page.say(t.ofDate(dayMonthYear(date)))}
      </p>
      <span class="subject">
        <Outside text={subject} />
      </span>
    </>
  );
}
