/** The files of a draft: name, size, how far it is uploaded, what its signatures are worth. */
import type { JSX } from 'preact';
import { type Bilingual, say } from '../../../../schemas/words/bilingual.js';
import { vietnamMinute } from '../../../../schemas/words/vietnam-time.js';
import type { PdfSignature } from '../../../documents/pdf-check.js';
import type { DraftFile } from '../../../drafts/draft.js';
import type { Page } from '../../page.js';
import { Icon, type IconName } from '../../parts/icon.js';
import { composeTexts as t } from '../../texts/compose.js';

/** `1,2 MB`: as people read sizes here. */
function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const amount = bytes / 1000 ** step;
  const digits = step > 0 && amount < 10 ? 1 : 0;
  return `${amount.toLocaleString('vi-VN', { maximumFractionDigits: digits })} ${units[step]}`;
}

/** The name in a certificate's subject. */
const nameIn = (subject: string | null) => /(?:^|[,+]\s*)CN=([^,+]+)/.exec(subject ?? '')?.[1]?.trim() ?? null;

function whoOf(page: Page, signatures: readonly PdfSignature[]): string {
  const one = ({ signer, signedAt }: PdfSignature) =>
    [nameIn(signer) ?? page.say(t.signatures.nobody), ...(signedAt === null ? [] : [vietnamMinute(signedAt)])].join(
      ', ',
    );
  return signatures.map(one).join('; ');
}

interface Finding {
  readonly text: Bilingual;
  readonly icon: IconName;
  readonly kind: 'ok' | 'attention' | 'bad';
}

const verdicts = [
  {
    indication: 'TOTAL-FAILED',
    icon: 'refused',
    kind: 'bad',
    text: (_: number, who: string) => t.signatures.invalid(who),
  },
  {
    indication: 'INDETERMINATE',
    icon: 'undecided',
    kind: 'attention',
    text: (_: number, who: string) => t.signatures.unknown(who),
  },
  { indication: 'TOTAL-PASSED', icon: 'done', kind: 'ok', text: t.signatures.valid },
] as const;

function findingsOf(page: Page, { findings }: DraftFile): Finding[] {
  const pdf = findings?.pdf;
  if (!pdf) return [];
  if (pdf.notChecked !== null) return [{ text: t.signatures.unjudged, icon: 'undecided', kind: 'attention' }];
  if (pdf.signatures.length === 0) return [{ text: t.signatures.none, icon: 'attention', kind: 'attention' }];
  return verdicts.flatMap(({ indication, text, icon, kind }) => {
    const signatures = pdf.signatures.filter((one) => one.indication === indication);
    return signatures.length === 0 ? [] : [{ text: text(signatures.length, whoOf(page, signatures)), icon, kind }];
  });
}

const percentOf = ({ received, size }: DraftFile) => Math.floor((100 * received) / size);

/** What is missing of a file; script goes on with it, and shows how far it is. */
function Missing({ page, file }: { readonly page: Page; readonly file: DraftFile }): JSX.Element {
  const percent = percentOf(file);
  return (
    <>
      <progress class="broken" max={file.size} value={file.received} aria-label={file.name} />
      <p class="status attention" data-upload-status="">
        <Icon name="paused" />
        <span>
          {page.say(t.broken(percent))}{' '}
          <button class="button quiet" type="button" data-resume={file.id} hidden>
            {page.say(t.resume)}
          </button>
        </span>
      </p>
    </>
  );
}

function Row({
  page,
  file,
  isMain,
}: {
  readonly page: Page;
  readonly file: DraftFile;
  readonly isMain: boolean;
}): JSX.Element {
  const { say: s } = page;
  return (
    <li class="file-row" data-file={file.id} data-name={file.name} data-size={file.size} data-received={file.received}>
      <Icon name="file" />
      <div class="file-about">
        <p class="draft-file-name">
          <strong>{file.name}</strong> {isMain && <span class="weak">{s(t.mainFile)}</span>}
        </p>
        {file.sha256 === null && <Missing page={page} file={file} />}
        {findingsOf(page, file).map(({ text, icon, kind }) => (
          <p key={text.vi} class={`status ${kind}`}>
            <Icon name={icon} />
            <span>{s(text)}</span>
          </p>
        ))}
      </div>
      <span class="file-size weak">{sizeText(file.size)}</span>
      <button
        class="icon-button"
        type="submit"
        name="act"
        value={`remove-file:${file.id}`}
        aria-label={s(t.removeFile(file.name))}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}

export function FileRows({ page, files }: { readonly page: Page; readonly files: readonly DraftFile[] }): JSX.Element {
  return (
    <ul class="file-rows">
      {files.map((file, place) => (
        <Row key={file.id} page={page} file={file} isMain={place === 0 && files.length > 1} />
      ))}
    </ul>
  );
}

export function filesHint(files: readonly DraftFile[]): Bilingual {
  if (files.length === 0) return t.noFilesHint;
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const { vi, en } = t.filesHint(files.length, sizeText(bytes));
  return say(vi, en);
}
