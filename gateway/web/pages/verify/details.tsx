/** Everything else the report says, folded under a summary each. */
import type { ComponentChildren, JSX } from 'preact';
import { sentenceOf } from '../../../../certs/verdict/html/explain.js';
import { trustOf } from '../../../../certs/verdict/html/phrases.js';
import { evidenceKinds, policies, times, timestampKinds } from '../../../../certs/verdict/html/words.js';
import type { NestedReport, ReportEvidence, VerificationReport } from '../../../../certs/verdict/report.js';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { vietnamTime } from '../../../../schemas/words/vietnam-time.js';
import { sizeInWords } from '../../../mail/mail-words.js';
import type { Page } from '../../page.js';
import { Digest } from '../../parts/digest.js';
import { Facts } from '../../parts/facts.js';
import { Section } from '../../parts/frame.js';
import { Outside } from '../../parts/outside.js';
import { VerdictMark } from '../../parts/verdict.js';
import { verifyTexts as t } from '../../texts/verify.js';
import { Capped } from './capped.js';
import { OneSignature, Problems } from './one-signature.js';
import { CoveredFile } from './summary.js';

const maxItems = 100;

interface DetailsProps {
  readonly page: Page;
  readonly report: VerificationReport;
}

function Fold(props: {
  readonly page: Page;
  readonly name: Bilingual;
  /** What is inside, in a few words. */
  readonly summary: Bilingual;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { page, name, summary, children } = props;
  return (
    <details class="fold">
      <summary>
        {page.say(name)} <span class="fold-summary">{page.say(summary)}</span>
      </summary>
      {children}
    </details>
  );
}

function Signatures({ page, report: { signatures, policy, problems } }: DetailsProps): JSX.Element {
  return (
    <Fold page={page} name={t.signatures} summary={t.signatureCount(signatures.length)}>
      <Capped page={page} items={signatures} max={maxItems}>
        {(signature, index) => <OneSignature page={page} signature={signature} place={index + 1} policy={policy} />}
      </Capped>
      <Problems page={page} list={problems} />
    </Fold>
  );
}

function Files({ page, report: { files } }: DetailsProps): JSX.Element {
  const wrong = files.filter(({ covered }) => !covered).length;
  return (
    <Fold page={page} name={t.files} summary={t.fileCount(files.length, wrong)}>
      <Capped page={page} items={files} max={maxItems}>
        {(file) => (
          <>
            <CoveredFile page={page} file={file} />
            <span class="second">
              {sizeInWords(file.size)}, SHA-256 <Digest hex={file.sha256} />
            </span>
          </>
        )}
      </Capped>
    </Fold>
  );
}

function Nested({ page, report: { nested = [] } }: DetailsProps): JSX.Element | null {
  if (nested.length === 0) return null;
  const wrong = nested.filter(({ report }) => report.indication !== 'TOTAL-PASSED').length;
  return (
    <Fold page={page} name={t.nested} summary={t.nestedCount(nested.length, wrong)}>
      <Capped page={page} items={nested} max={maxItems}>
        {(one) => <OneNested page={page} nested={one} />}
      </Capped>
    </Fold>
  );
}

function OneNested({ page, nested: { name, existedAt, report } }: { page: Page; nested: NestedReport }): JSX.Element {
  const { say } = page;
  return (
    <>
      <Outside text={name} /> <VerdictMark page={page} indication={report.indication} policy={report.policy} />
      <p>{say(sentenceOf(report))}</p>
      {existedAt !== null && (
        <p class="second">
          {say(t.byLog)}: {say(times.proven)} {vietnamTime(existedAt)}
        </p>
      )}
    </>
  );
}

function Timestamps({ page, report: { signatures, policy } }: DetailsProps): JSX.Element {
  const all = signatures.flatMap(({ timestamps }) => timestamps);
  return (
    <Fold page={page} name={t.timestamps} summary={t.pieceCount(all.length)}>
      {all.length === 0 && <p>{page.say(times.notProven)}</p>}
      <Capped page={page} items={all} max={maxItems}>
        {({ kind, time, authority, indication, problems }) => (
          <>
            {page.say(timestampKinds[kind])}: {time === null ? page.say(t.none) : vietnamTime(time)}{' '}
            <VerdictMark page={page} indication={indication} policy={policy} />
            {authority !== null && (
              <span class="second">
                <Outside text={authority.subject} />
              </span>
            )}
            <Problems page={page} list={problems} />
          </>
        )}
      </Capped>
    </Fold>
  );
}

const isRevocation = ({ kind }: ReportEvidence) => kind === 'crl' || kind === 'ocsp';

function Revocation({ page, report: { evidence = [] } }: DetailsProps): JSX.Element {
  const pieces = evidence.filter(isRevocation);
  return (
    <Fold page={page} name={t.revocation} summary={t.pieceCount(pieces.length)}>
      <Capped page={page} items={pieces} max={maxItems}>
        {({ kind, about, time, sha256 }) => (
          <>
            {page.say(evidenceKinds[kind])}: <Outside text={about} />
            <span class="second">
              {time !== null && `${vietnamTime(time)}, `}SHA-256 <Digest hex={sha256} />
            </span>
          </>
        )}
      </Capped>
      {pieces.length === 0 && <p>{page.say(t.none)}</p>}
    </Fold>
  );
}

function Policy({ page, report: { policy, trust, at } }: DetailsProps): JSX.Element {
  const { say } = page;
  return (
    <Fold page={page} name={t.policy} summary={t.policyNames[policy]}>
      <Facts
        page={page}
        rows={[
          [t.policy, say(policies[policy])],
          [t.trust, say(trustOf(trust, policy))],
          [t.judgedAt, vietnamTime(at)],
          [t.terms, 'ETSI EN 319 102-1'],
        ]}
      />
    </Fold>
  );
}

export function Details(props: DetailsProps): JSX.Element {
  return (
    <Section page={props.page} heading={t.details}>
      <div class="folds">
        <Nested {...props} />
        <Signatures {...props} />
        <Files {...props} />
        <Timestamps {...props} />
        <Revocation {...props} />
        <Policy {...props} />
      </div>
    </Section>
  );
}
