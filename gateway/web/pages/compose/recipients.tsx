/** Whom a draft is for: chips, a field to type another one, and whom it may mean. */
import type { JSX } from 'preact';
import type { Addressee, DraftRecipients, Suggestion } from '../../../drafts/draft-recipients.js';
import type { Page } from '../../page.js';
import { Icon } from '../../parts/icon.js';
import { composeTexts as t } from '../../texts/compose.js';
import { directoryTexts } from '../../texts/directory.js';

function RemoveButton({
  page,
  text,
  name,
}: {
  readonly page: Page;
  readonly text: string;
  readonly name: string;
}): JSX.Element {
  return (
    <button
      class="icon-button"
      type="submit"
      name="act"
      value={`remove-recipient:${text}`}
      aria-label={page.say(t.removeRecipient(name))}
    >
      <Icon name="close" size={16} />
    </button>
  );
}

function Chip({ page, one }: { readonly page: Page; readonly one: Addressee }): JSX.Element {
  const { say } = page;
  switch (one.kind) {
    case 'group':
      return (
        <li class="chip group">
          <details id={`nhom-${one.text}`}>
            <summary>
              {say(t.group(one.title))} <span class="weak">{say(t.groupSize(one.members.length))}</span>
            </summary>
            <ul>
              {one.members.map(({ code, name }) => (
                <li key={code}>{name}</li>
              ))}
            </ul>
          </details>
          <RemoveButton page={page} text={one.text} name={one.title} />
        </li>
      );
    case 'agency':
      return (
        <li class="chip">
          <span>
            {one.name}
            {one.within !== null && <span class="weak"> {say(t.inGroup(one.within))}</span>}
          </span>
          <RemoveButton page={page} text={one.text} name={one.name} />
        </li>
      );
    case 'unknown':
      return (
        <li class="chip unknown">
          <span>
            {one.text} <span class="weak">{say(t.unknownRecipient)}</span>
          </span>
          <RemoveButton page={page} text={one.text} name={one.text} />
        </li>
      );
  }
}

/** The letters that were looked for, as they stand in the name. */
export function Suggestions({
  page,
  suggestions,
  typed,
}: {
  readonly page: Page;
  readonly suggestions: readonly Suggestion[];
  readonly typed: string;
}): JSX.Element {
  const { say } = page;
  if (suggestions.length === 0) return <p class="meant empty-line">{say(t.noSuggestion(typed))}</p>;
  return (
    <ul class="meant" aria-label={say(t.suggestions)}>
      {suggestions.map(({ text, name, kind, size, channel, isThere }) => (
        <li key={`${kind}:${text}`}>
          <button type="submit" name="act" value={`add-recipient:${text}`} disabled={isThere}>
            <span>
              {kind === 'group' ? say(t.group(name)) : name}
              {isThere && `, ${say(t.isThere)}`}
            </span>
            <span class="weak">
              {size !== null && say(t.groupSize(size))}
              {channel !== null && (channel === 'local' ? text : say(directoryTexts.channels[channel]))}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

export interface RecipientsProps {
  readonly page: Page;
  readonly recipients: DraftRecipients;
  /** What was typed and could be several; empty for none. */
  readonly typed: string;
  readonly suggestions: readonly Suggestion[];
}

export function Recipients({ page, recipients, typed, suggestions }: RecipientsProps): JSX.Element {
  const { say } = page;
  return (
    <>
      {recipients.addressees.length > 0 && (
        <ul class="chips">
          {recipients.addressees.map((one) => (
            <Chip key={one.text} page={page} one={one} />
          ))}
        </ul>
      )}
      <div class="recipient-field">
        <input
          id="recipient"
          name="recipient"
          type="text"
          autocomplete="off"
          maxLength={200}
          value={typed}
          aria-label={say(t.recipientLabel)}
          placeholder={say(t.recipientLabel)}
          data-suggest="/soan/goi-y-noi-nhan"
        />
        <button class="button" type="submit" name="act" value="add-recipient">
          {say(t.addRecipient)}
        </button>
      </div>
      <div id="co-the-la" aria-live="polite">
        {typed !== '' && <Suggestions page={page} suggestions={suggestions} typed={typed} />}
      </div>
    </>
  );
}
