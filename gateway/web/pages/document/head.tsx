/** The opening of the document page: the way back, number and date, the subject, where it stands and what its seal is worth. */
import type { JSX } from 'preact';
import { documentTypeByCode } from '../../../../schemas/directory/document-types.js';
import type { Metadata } from '../../../../schemas/directory/metadata.js';
import { formatDocumentCode } from '../../../../schemas/directory/notation.js';
import { dayMonthYear } from '../../../../schemas/words/vietnam-time.js';
import { documentAddress } from '../../document-address.js';
import { Icon } from '../../parts/icon.js';
import { Stamp } from '../../parts/stamp.js';

import { documentTexts as t } from '../../texts/document.js';
import type { DocumentProps, StepInList } from './document-props.js';
import { StandingFrame } from './standing-frame.js';

/** The list it was opened from, else the one it belongs to. */
function listOf({ list, view }: DocumentProps) {
  if (list === null) return view.relation === 'recipient' ? listNames['/van-ban-den'] : listNames['/van-ban-di'];
  return { ...(listNames[list.split('?')[0] ?? ''] ?? { name: t.list }), href: list };
}

const listNames: Readonly<Record<string, { readonly href: string; readonly name: typeof t.list }>> = {
  '/': { href: '/', name: t.home },
  '/van-ban-den': { href: '/van-ban-den', name: t.inbox },
  '/van-ban-di': { href: '/van-ban-di', name: t.outbox },
};

function Neighbour({
  page,
  step,
  isNext,
}: {
  readonly page: DocumentProps['page'];
  readonly step: StepInList | null;
  readonly isNext: boolean;
}): JSX.Element {
  const icon = <Icon name={isNext ? 'right' : 'left'} />;
  if (step === null) return <span class="button step off">{icon}</span>;
  return (
    <a
      class="button step"
      href={documentAddress(step.id, step.list)}
      aria-label={page.say(isNext ? t.next : t.previous)}
      data-key={isNext ? 'j' : 'k'}
    >
      {icon}
    </a>
  );
}

function Way(props: DocumentProps): JSX.Element {
  const { page, place } = props;
  const { href, name } = listOf(props) ?? { href: '/', name: t.home };
  return (
    <nav class="way" aria-label={page.say(t.inList)}>
      <a class="way-back" href={href} data-key="u">
        <Icon name="left" /> <span>{page.say(name)}</span>
      </a>
      {place !== null && (
        <span class="way-place">
          {page.say(t.place(place.place, place.of, place.hasMore))}
          <Neighbour page={page} step={place.previous} isNext={false} />
          <Neighbour page={page} step={place.next} isNext={true} />
        </span>
      )}
    </nav>
  );
}

function Margin({ page, view }: DocumentProps): JSX.Element {
  const { promulgation } = view.metadata as Partial<Metadata>;
  return (
    <>
      <p class="number">{formatDocumentCode(view)}</p>
      <p>
        <span class="margin-line">{documentTypeByCode(view.type)?.name ?? view.type}</span>{' '}
        <span class="margin-line">{page.say(t.dated(promulgation?.place ?? '', dayMonthYear(view.date)))}</span>{' '}
        {view.relation !== 'sender' && <span class="margin-line">{view.fromName}</span>}
      </p>
    </>
  );
}

export function DocumentHead(props: DocumentProps): JSX.Element {
  const { page, view } = props;
  return (
    <div class="opening document-head">
      <div class="margin" />
      <div class="body">
        <Way {...props} />
      </div>
      <div class="margin">
        <Margin {...props} />
      </div>
      <div class="body">
        <h1 class="document-title">
          <Stamp page={page} urgency={view.urgency} />
          {view.subject}
        </h1>
        <StandingFrame {...props} />
      </div>
    </div>
  );
}
