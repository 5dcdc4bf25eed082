/** The files of a document: size, signatures found inside, download; a PDF can be read in the page, in the browser's own viewer. */
import type { JSX } from 'preact';
import { say } from '../../../../schemas/words/bilingual.js';
import type { FileRow } from '../../../documents/view-document.store.js';
import { sizeInWords } from '../../../mail/mail-words.js';
import { documentAddress } from '../../document-address.js';
import { Section } from '../../parts/frame.js';
import { Icon } from '../../parts/icon.js';
import { Notice } from '../../parts/notice.js';
import { documentTexts as t } from '../../texts/document.js';
import type { DocumentProps } from './document-props.js';
import { signatureLines } from './pdf-signatures.js';

export const isReadable = ({ mediaType }: FileRow): boolean => mediaType === 'application/pdf';

function Signatures({ page, file }: { readonly page: DocumentProps['page']; readonly file: FileRow }): JSX.Element {
  return (
    <>
      {signatureLines(file).map(({ icon, kind, text }) => (
        <span key={text.vi} class={`status ${kind}`}>
          <Icon name={icon} />
          {page.say(text)}
        </span>
      ))}
    </>
  );
}

/** Only the file's own bytes are in the frame; without a viewer the link beside it opens them. */
function FileView({ props, file }: { readonly props: DocumentProps; readonly file: FileRow }): JSX.Element {
  const { page, view } = props;
  const source = `/van-ban/${view.id}/tep/${file.n}`;
  return (
    <div class="file-view" id="tep">
      <p class="file-view-head">
        <strong>{file.name}</strong>
        <a href={source}>{page.say(t.fullScreen)}</a>
      </p>
      <iframe src={`${source}#navpanes=0&view=FitH`} title={page.say(t.shownFile(file.name))} loading="lazy" />
    </div>
  );
}

function FileLine({ props, file }: { readonly props: DocumentProps; readonly file: FileRow }): JSX.Element {
  const { page, view, shownFile } = props;
  const isShown = shownFile === file.n;
  return (
    <li>
      <Icon name="file" />
      <div>
        <p class="file-name">
          <a href={`${view.links.self}/files/${file.n}`}>{file.name}</a>
          <span class="weak">{sizeInWords(file.size)}</span>
        </p>
        <Signatures page={page} file={file} />
        {isReadable(file) && (
          <a
            class="file-see"
            href={`${documentAddress(view.id, props.list, '', { xem: isShown ? '0' : String(file.n) })}#tep`}
            aria-label={`${page.say(isShown ? t.hide : t.see)} ${file.name}`}
          >
            {page.say(isShown ? t.hide : t.see)}
          </a>
        )}
      </div>
    </li>
  );
}

const totalOf = (files: readonly FileRow[]) => sizeInWords(files.reduce((sum, { size }) => sum + size, 0));

/** @param withView whether the file that is shown stands here */
export function Files({ props, withView }: { readonly props: DocumentProps; readonly withView: boolean }): JSX.Element {
  const { page, view, shownFile } = props;
  const { files } = view;
  const shown = withView ? files.find(({ n }) => n === shownFile) : undefined;
  return (
    <Section page={page} heading={t.files} hint={t.filesHint(files.length, totalOf(files))}>
      {view.isWithdrawn ? (
        <Notice page={page} kind="plain" text={t.locked} />
      ) : (
        <>
          <ul class="files">
            {files.map((file) => (
              <FileLine key={file.n} props={props} file={file} />
            ))}
          </ul>
          {shown !== undefined && <FileView props={props} file={shown} />}
        </>
      )}
    </Section>
  );
}

/** The document as it is read, for who received it. */
export function ReadFile(props: DocumentProps): JSX.Element | null {
  const { page, view, shownFile } = props;
  const file = view.files.find(({ n }) => n === shownFile);
  if (file === undefined) return null;
  return (
    <Section page={page} heading={t.file} hint={say(file.name, file.name)}>
      <FileView props={props} file={file} />
      <Signatures page={page} file={file} />
    </Section>
  );
}
