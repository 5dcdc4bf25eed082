/** Where anybody brings a file to be verified; the QR code of a printed sheet leads here with the digest of its file. */
import type { JSX } from 'preact';
import type { Indication } from '../../../../certs/verdict/report.js';
import type { ProblemCode } from '../../../../schemas/problems/catalogue.js';
import { sizeInWords } from '../../../mail/mail-words.js';
import type { Page } from '../../page.js';
import { Digest } from '../../parts/digest.js';
import { FilePicker } from '../../parts/file-picker.js';
import { FormToken } from '../../parts/form.js';
import { Frame, Section } from '../../parts/frame.js';
import { Notice } from '../../parts/notice.js';
import { VerdictMark } from '../../parts/verdict.js';
import { verifyTexts as t } from '../../texts/verify.js';
import { problemText } from '../sign-in.js';

/** What a printed sheet's link said: a digest, something else, or there was none. */
export type LinkedDigest = { readonly sha256: string } | 'broken' | null;

export interface UploadProps {
  readonly page: Page;
  readonly linked: LinkedDigest;
  readonly maxBytes: number;
  /** Whether this reader may have reports under the gateway's seal. */
  readonly maySeal: boolean;
  /** Why the file that was sent could not be judged. */
  readonly problem: ProblemCode | null;
}

const digestOf = (linked: LinkedDigest): string | null =>
  linked === null || linked === 'broken' ? null : linked.sha256;

function Linked({ page, sha256 }: { readonly page: Page; readonly sha256: string }): JSX.Element {
  return (
    <Section page={page} heading={t.linked} hint={t.linkedHint}>
      <p>{page.say(t.linkedText)}</p>
      <p>
        SHA-256 <Digest hex={sha256} />
      </p>
    </Section>
  );
}

function FileForm({ page, linked, maxBytes, maySeal }: UploadProps): JSX.Element {
  const { say } = page;
  const sha256 = digestOf(linked);
  return (
    <form class="drop" method="post" action="/kiem-tra" enctype="multipart/form-data" data-drop data-busy={say(t.busy)}>
      {maySeal && <FormToken page={page} />}
      {sha256 !== null && <input type="hidden" name="sha256" value={sha256} />}
      <FilePicker page={page} id="file" name="file" label={t.choose} describedBy="file-kinds" isRequired />
      <p class="weak" id="file-kinds">
        {say(t.kinds(sizeInWords(maxBytes)))}{' '}
        <span data-with-script hidden>
          {say(t.drop)}
        </span>
      </p>
      <p class="actions">
        <button class="button main" type="submit">
          {say(t.button)}
        </button>
        {maySeal && (
          <button class="button" type="submit" formaction="/kiem-tra/phieu">
            {say(t.sealedButton)}
          </button>
        )}
      </p>
      {maySeal && <p class="weak">{say(t.sealedHint)}</p>}
    </form>
  );
}

const meanings: readonly (readonly [Indication, { vi: string; en: string }])[] = [
  ['TOTAL-PASSED', t.valid],
  ['TOTAL-FAILED', t.invalid],
  ['INDETERMINATE', t.undecided],
];

function Meanings({ page }: { readonly page: Page }): JSX.Element {
  return (
    <Section page={page} heading={t.read} hint={t.readHint}>
      <dl class="answers">
        {meanings.map(([indication, text]) => (
          <div key={indication}>
            <dt>
              <VerdictMark page={page} indication={indication} policy="full" />
            </dt>
            <dd>{page.say(text)}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

export function UploadPage(props: UploadProps): JSX.Element {
  const { page, linked, problem } = props;
  const sha256 = digestOf(linked);
  const notice =
    (problem !== null && <Notice page={page} kind="failed" text={problemText(problem)} />) ||
    (linked === 'broken' && <Notice page={page} kind="plain" text={t.linkBroken} />);
  return (
    <Frame
      page={page}
      width="middle"
      title={t.title}
      heading={sha256 === null ? t.heading : t.linkedHeading}
      notice={notice}
    >
      {sha256 !== null && <Linked page={page} sha256={sha256} />}
      <Section page={page} heading={t.file} hint={t.fileHint}>
        <FileForm {...props} />
        <p>{page.say(t.kept)}</p>
      </Section>
      <Meanings page={page} />
    </Frame>
  );
}
