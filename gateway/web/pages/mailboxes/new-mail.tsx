/** The form for a new mail from a mailbox of the demonstration, filled in so that it shows how a document is sent by mail. */
import type { JSX } from 'preact';
import type { DemonstrationMailbox } from '../../../demonstration-mail/mailboxes.js';
import type { Page } from '../../page.js';
import { FilePicker } from '../../parts/file-picker.js';
import { Section } from '../../parts/frame.js';
import { mailboxTexts as t } from '../../texts/mailboxes.js';
import { MailboxFrame, type Outcome, placeOf } from './frame.js';

/** What a person typed, or what stands there for a start. */
export interface Draft {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** A letter to other agencies of the demonstration, with the lines that say what to do with its files. */
export const firstDraft = (gatewayAddress: string): Draft => ({
  to: gatewayAddress,
  subject: 'Về việc báo cáo kết quả thực hiện',
  text: `Gửi: H30.01, H30.05
Loại: CV
Ký hiệu: BC-VP
Trích yếu: Về việc báo cáo kết quả thực hiện
`,
});

export function NewMailPage(props: {
  readonly page: Page;
  readonly mailbox: DemonstrationMailbox;
  readonly draft: Draft;
  /** Why it was not sent. */
  readonly outcome: Outcome;
}): JSX.Element {
  const { page, mailbox, draft, outcome } = props;
  const { say } = page;
  return (
    <MailboxFrame page={page} heading={t.newOf(mailbox.name)} mailbox={mailbox} outcome={outcome}>
      <Section page={page} heading={t.newMail}>
        <p>{say(t.explanation)}</p>
        <form class="form letter" method="post" action={`${placeOf(mailbox)}/new`} enctype="multipart/form-data">
          {(['to', 'subject'] as const).map((name) => (
            <div class="field" key={name}>
              <label for={name}>{say(t[name])}</label>
              <input id={name} name={name} value={draft[name]} required />
            </div>
          ))}
          <div class="field">
            <label for="text">{say(t.text)}</label>
            <textarea id="text" name="text" rows={10} maxLength={20_000}>
              {draft.text}
            </textarea>
          </div>
          <div class="field">
            <FilePicker page={page} id="file" name="file" label={t.files} isMultiple />
          </div>
          <button class="button main" type="submit">
            {say(t.send)}
          </button>
        </form>
      </Section>
    </MailboxFrame>
  );
}
