/** The page on which a document is written: files, recipients, fields; beside them what will be sent, and the one button that sends it. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { vietnamMinute } from '../../../../schemas/words/vietnam-time.js';
import { isHeldUp } from '../../../drafts/check-draft.js';
import type { FieldChange } from '../../../drafts/draft-changes.store.js';
import type { DraftView } from '../../../drafts/view-draft.js';
import type { Page } from '../../page.js';
import { FilePicker } from '../../parts/file-picker.js';
import { FormToken } from '../../parts/form.js';
import { Frame, Section } from '../../parts/frame.js';
import { Icon } from '../../parts/icon.js';
import type { KeyHint } from '../../parts/keys.js';
import { Notice } from '../../parts/notice.js';
import { composeTexts as t } from '../../texts/compose.js';
import { type Conflict, ConflictNotice, OthersChanged } from './changes.js';
import { Fields } from './fields.js';
import { FileRows, filesHint } from './file-rows.js';
import { Checks, Preview } from './preview.js';
import { Recipients, type RecipientsProps } from './recipients.js';
import { Seen, seenFields } from './seen-fields.js';

export interface ComposeProps extends Pick<RecipientsProps, 'typed' | 'suggestions'> {
  readonly page: Page;
  readonly view: DraftView;
  readonly undoSeconds: number;
  /** What went wrong, one line each. */
  readonly faults: readonly Bilingual[];
  readonly news: Bilingual | null;
  /** What others changed since the page before. */
  readonly others: readonly FieldChange[];
  readonly conflict: Conflict | null;
  /** Somebody tried to send it. */
  readonly showFaults: boolean;
}

function headingOf({ draft: { kind, fields } }: DraftView): Bilingual {
  if (kind === 'reply') return t.headings.reply(fields.answers ?? '');
  return kind === null ? t.headings.new : t.headings[kind];
}

function News({ page, faults, news, others }: ComposeProps): JSX.Element {
  return (
    <>
      {faults.length === 0 && news !== null && <Notice page={page} kind="plain" text={news} />}
      <OthersChanged page={page} changes={others} />
      {faults.map((fault) => (
        <Notice key={fault.vi} page={page} kind="failed" text={fault} />
      ))}
    </>
  );
}

function Files({ page, view }: ComposeProps): JSX.Element {
  const { say } = page;
  return (
    <>
      <div class="file-drop">
        <Icon name="file" />
        <FilePicker page={page} id="file" name="file" label={t.drop} isMultiple />
        <button class="button without-script" type="submit" name="act" value="add-files">
          {say(t.addFiles)}
        </button>
      </div>
      <div id="tep">
        <Seen view={view} what="files" />
        <FileRows page={page} files={view.files} />
      </div>
    </>
  );
}

function SendPart({ page, view, undoSeconds }: ComposeProps): JSX.Element {
  const { say } = page;
  const isOff = isHeldUp(view.checks);
  const count = view.recipients.agencies.length;
  return (
    <div class="send">
      <button id="gui" class={`button main ${isOff ? 'not-yet' : ''}`} type="submit" name="act" value="send">
        {say(count === 0 ? t.sendOff : t.send(count))}
      </button>
      <p class="weak">{say(t.undoNote(undoSeconds))}</p>
      <p class="actions">
        <button class="button" type="submit" name="act" value="save">
          {say(t.save)}
        </button>
        <button class="button quiet" type="submit" name="act" value="review">
          {say(t.review)}
        </button>
      </p>
    </div>
  );
}

const words = (page: Page) => ({
  'data-loading': page.say(t.loading('{n}')),
  'data-seconds-left': page.say(t.secondsLeft('{n}', '{s}')),
  'data-minutes-left': page.say(t.minutesLeft('{n}', '{m}')),
  'data-broken': page.say(t.broken('{n}')),
  'data-resume-hint': page.say(t.resumeHint),
  'data-unsaved': page.say(t.unsaved),
  'data-save-failed': page.say(t.saveFailed),
  'data-stopped': page.say(t.stoppedSaving),
});

const keys: readonly KeyHint[] = [
  { keys: ['Ctrl', 'Enter'], text: t.keys.send },
  { keys: ['Alt', '1', '…', '3'], text: t.keys.part },
  { keys: ['Esc'], text: t.keys.leave },
];

export function ComposePage(props: ComposeProps): JSX.Element {
  const { page, view, conflict } = props;
  const { say } = page;
  const { draft, recipients } = view;
  const recipientsHint =
    recipients.agencies.length === 0 ? t.noRecipientsHint : t.recipientCount(recipients.agencies.length);
  const isRead = Object.keys(draft.origins).length > 0;
  return (
    <Frame
      page={page}
      title={t.title}
      keys={keys}
      heading={headingOf(view)}
      beside={<p id="luu-luc">{say(t.savedAt(vietnamMinute(draft.updatedAt).slice(-5)))}</p>}
      notice={
        <div id="tin">
          <News {...props} />
        </div>
      }
    >
      <form
        class="compose"
        id="soan"
        method="post"
        action={`/soan/${draft.id}`}
        encType="multipart/form-data"
        data-compose={`/soan/${draft.id}`}
        {...words(page)}
      >
        <FormToken page={page} />
        <input type="hidden" name={seenFields.version} value={conflict?.base ?? String(draft.version)} />
        {/* What Enter presses in a field. */}
        <button class="unseen" type="submit" name="act" value="save" tabIndex={-1} aria-hidden="true" />
        <div class="compose-main">
          <div id="xung-dot">{conflict !== null && <ConflictNotice page={page} view={view} conflict={conflict} />}</div>
          <Section page={page} heading={t.files} hint={filesHint(view.files)}>
            <Files {...props} />
          </Section>
          <Section page={page} heading={t.recipients} hint={recipientsHint}>
            <div id="noi-nhan">
              <Seen view={view} what="recipients" />
              <Recipients {...props} recipients={recipients} />
            </div>
          </Section>
          <Section page={page} heading={t.information} hint={isRead ? t.readHint : t.plainHint}>
            <div id="thong-tin">
              <Fields page={page} view={view} showFaults={props.showFaults} typed={conflict?.typed ?? {}} />
            </div>
          </Section>
        </div>
        <aside class="compose-aside" id="xem-truoc" aria-labelledby="xem-truoc-ten">
          <h2 id="xem-truoc-ten">{say(t.preview)}</h2>
          <Preview page={page} view={view} />
          <Checks page={page} view={view} />
          <SendPart {...props} />
        </aside>
      </form>
    </Frame>
  );
}
