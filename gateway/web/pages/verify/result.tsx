/** The verdict on a file, for whoever brought it: the word, what to do, who signed for whom, when, what is covered; the rest folded. */
import type { ComponentChildren, JSX } from 'preact';
import { explain, sentenceOf } from '../../../../certs/verdict/html/explain.js';
import { headings } from '../../../../certs/verdict/html/words.js';
import type { VerificationReport } from '../../../../certs/verdict/report.js';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { vietnamTime } from '../../../../schemas/words/vietnam-time.js';
import type { SaidDocument } from '../../../documents/said-document.js';
import { sizeInWords } from '../../../mail/mail-words.js';
import type { Page } from '../../page.js';
import { CheckAgain } from '../../parts/check-again.js';
import { Frame, Section } from '../../parts/frame.js';
import { Icon } from '../../parts/icon.js';
import { Notice } from '../../parts/notice.js';
import { Outside } from '../../parts/outside.js';
import { VerdictFrame } from '../../parts/verdict.js';
import { verifyTexts as t } from '../../texts/verify.js';
import { Details } from './details.js';
import { Coverage, ForWhom, SaidOfDocument, When, Who } from './summary.js';

/** A file inside the page, for keeping: nothing of it is on the server any more. */
export interface InlineFile {
  readonly name: string;
  /** `data:` with the content. */
  readonly href: string;
}

export interface ResultProps {
  readonly page: Page;
  /** With evidence. */
  readonly report: VerificationReport;
  /** As its bringer calls the file. */
  readonly name: string | null;
  readonly document: SaidDocument | null;
  /** Digest of the file a printed sheet spoke of, hex; null when no sheet led here. */
  readonly linked: string | null;
  /** Address of the gateway, as its readers know it. */
  readonly base: string;
  /** Null where it is too large for a page. */
  readonly json: InlineFile | null;
  readonly evidence: InlineFile | null;
}

function FileLine({ page, report, name }: ResultProps): JSX.Element {
  const { say } = page;
  return (
    <p class="file-line">
      <strong>{name === null ? say(t.unnamed) : <Outside text={name} />}</strong>
      {report.judged && <span>{sizeInWords(report.judged.size)}</span>}
      <span>{say(t.removed)}</span>
      <a href="/kiem-tra">{say(t.another)}</a>
    </p>
  );
}

function Answer(props: {
  readonly page: Page;
  readonly name: Bilingual;
  readonly kind?: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { page, name, kind = '', children } = props;
  return (
    <div class={kind}>
      <dt>{page.say(name)}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Answers({ page, report, document }: ResultProps): JSX.Element {
  return (
    <dl class="answers">
      <Answer page={page} name={headings.next} kind="what-to-do">
        {page.say(explain(report).next)}
      </Answer>
      {document !== null && (
        <Answer page={page} name={t.document}>
          <SaidOfDocument page={page} document={document} />
        </Answer>
      )}
      <Answer page={page} name={headings.who}>
        <Who page={page} report={report} />
      </Answer>
      <Answer page={page} name={t.recipients}>
        <ForWhom page={page} document={document} />
      </Answer>
      <Answer page={page} name={headings.when}>
        <When page={page} report={report} />
      </Answer>
      <Answer page={page} name={headings.coverage}>
        <Coverage page={page} report={report} />
      </Answer>
    </dl>
  );
}

function Download({ page, file, text }: { page: Page; file: InlineFile | null; text: Bilingual }): JSX.Element | null {
  if (file === null) return null;
  return (
    <a class="button" download={file.name} href={file.href}>
      <Icon name="save" />
      {page.say(text)}
    </a>
  );
}

function Keep({ page, report, base, json, evidence }: ResultProps): JSX.Element {
  return (
    <Section page={page} heading={t.keep}>
      {report.judged && <CheckAgain page={page} sha256={report.judged.sha256} base={base} />}
      <p class="actions">
        <button class="button" type="button" data-print data-with-script hidden>
          <Icon name="print" />
          {page.say(t.print)}
        </button>
        <Download page={page} file={json} text={t.json} />
        <Download page={page} file={evidence} text={t.evidence} />
      </p>
      {evidence === null && <p class="weak">{page.say(t.tooLarge)}</p>}
    </Section>
  );
}

/** Whether the file is the one that a printed sheet spoke of. */
function Compared({ page, report, linked }: ResultProps): JSX.Element | null {
  if (linked === null) return null;
  const isSame = report.judged?.sha256 === linked;
  return <Notice page={page} kind={isSame ? 'done' : 'failed'} text={isSame ? t.same : t.different} />;
}

export function ResultPage(props: ResultProps): JSX.Element {
  const { page, report, linked } = props;
  const { indication, policy } = report;
  const beside = (
    <>
      <strong class="beside">{page.say(headings.verdict)}</strong> {vietnamTime(report.at)}
    </>
  );
  const above = (
    <>
      <FileLine {...props} />
      <VerdictFrame page={page} indication={indication} policy={policy} />
    </>
  );
  return (
    <Frame
      page={page}
      width="middle"
      title={t.resultTitle}
      heading={sentenceOf(report)}
      beside={beside}
      above={above}
      notice={linked !== null && <Compared {...props} />}
    >
      <Section page={page}>
        <Answers {...props} />
      </Section>
      <Details page={page} report={report} />
      <Keep {...props} />
    </Frame>
  );
}
