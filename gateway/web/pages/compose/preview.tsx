/** A draft as its recipients will read it, and what there is to say before it is sealed. */
import type { JSX } from 'preact';
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import { dayMonthYear } from '../../../../schemas/words/vietnam-time.js';
import type { DraftCheck } from '../../../drafts/check-draft.js';
import type { Addressee } from '../../../drafts/draft-recipients.js';
import type { DraftView } from '../../../drafts/view-draft.js';
import type { Page } from '../../page.js';
import { Icon, type IconName } from '../../parts/icon.js';
import { Stamp } from '../../parts/stamp.js';
import { composeTexts as t } from '../../texts/compose.js';

interface ViewProps {
  readonly page: Page;
  readonly view: DraftView;
}

const nameOf = (one: Addressee): string => {
  if (one.kind === 'group') return `${one.title} (${one.members.length})`;
  return one.kind === 'agency' ? one.name : one.text;
};

/** Number and notation as they will stand; the number in words while the register has to give it. */
function codeText(page: Page, { metadata: { number, notation } }: DraftView): string {
  return `${number === '' ? `(${page.say(t.numberByRegister)})` : number}/${notation}`;
}

export function Preview({ page, view }: ViewProps): JSX.Element {
  const { say } = page;
  const { sender, metadata, recipients, files, draft } = view;
  const { place = '' } = draft.fields;
  const day = /^\d{4}-\d{2}-\d{2}$/.test(metadata.date) ? dayMonthYear(metadata.date) : metadata.date;
  const nothing = <span class="weak">{say(t.nothing)}</span>;
  return (
    <article class="preview" aria-label={say(t.preview)}>
      <header>
        <p>
          {sender.above !== null && <span>{sender.above}</span>}
          <strong>{sender.name}</strong>
        </p>
        <Stamp page={page} urgency={metadata.urgency} />
      </header>
      <p>
        {say(t.numberLabel)} <strong class="number">{codeText(page, view)}</strong>
      </p>
      <p>{say(t.placeDate(place, day))}</p>
      <p class="preview-subject">{draft.fields.subject || nothing}</p>
      <dl>
        <dt>{say(t.to)}</dt>
        <dd>{recipients.addressees.length > 0 ? recipients.addressees.map(nameOf).join('; ') : nothing}</dd>
        <dt>{say(t.signer)}</dt>
        <dd>{metadata.fullName || nothing}</dd>
        <dt>{say(t.fileCount)}</dt>
        <dd>{files.length > 0 ? files.length : nothing}</dd>
      </dl>
    </article>
  );
}

const looks: Readonly<Record<DraftCheck['tone'], { readonly icon: IconName; readonly kind: string }>> = {
  block: { icon: 'refused', kind: 'bad' },
  wait: { icon: 'waiting', kind: 'attention' },
  warn: { icon: 'attention', kind: 'attention' },
  ok: { icon: 'done', kind: 'ok' },
};

function checkText(page: Page, check: DraftCheck): Bilingual {
  const { checks } = t;
  switch (check.code) {
    case 'field':
      return checks.field(page.say(t.fields[check.field]));
    case 'number':
      return checks.number;
    case 'uploading':
    case 'recipients':
      return checks[check.code](check.count);
    case 'unknown-recipient':
    case 'closed-recipient':
    case 'unsigned':
    case 'unjudged':
    case 'invalid':
    case 'printed-code':
      return checks[check.code](check.text);
    default:
      return checks[check.code];
  }
}

export function Checks({ page, view: { checks } }: ViewProps): JSX.Element {
  return (
    <ul class="draft-checks" aria-label={page.say(t.checksTitle)}>
      {checks.map((check) => {
        const { icon, kind } = looks[check.tone];
        const text = page.say(checkText(page, check));
        return (
          <li key={text} class={`status ${kind}`}>
            <Icon name={icon} />
            <span>{text}</span>
          </li>
        );
      })}
    </ul>
  );
}
