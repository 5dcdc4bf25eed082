/**
 * Events of a document as lines of its timeline, newest first: who did what, in which words, and where the evidence of it is. Arrivals that
 * follow each other are one line. Pure.
 */
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import type { EventRow } from '../../../documents/view-document.store.js';
import type { EventKind } from '../../../evidence/events.js';
import type { IconName } from '../../parts/icon.js';
import { deliveryReasons, timelineTexts as t } from '../../texts/timeline.js';
import { type EvidenceLink, listOf, staffInWords, Teller, type TimelineSource, textOf } from './timeline-teller.js';

export interface TimelineLine {
  readonly at: string;
  readonly icon: IconName;
  readonly kind: '' | 'ok' | 'bad' | 'wait';
  /** Who acted or is concerned; set in bold. */
  readonly who: string | Bilingual | null;
  readonly act: Bilingual;
  /** As somebody wrote it. */
  readonly quote: string | null;
  /** The second line. */
  readonly facts: readonly (string | Bilingual)[];
  readonly links: readonly EvidenceLink[];
}

type Line = Omit<TimelineLine, 'at' | 'links'> & { readonly links?: readonly EvidenceLink[] };
type Tell = (event: EventRow, teller: Teller) => Line | null;

const declared: Tell = ({ payload }, teller) => {
  const codes = listOf(payload, 'codes');
  const code = codes.at(-1) ?? '';
  const agency = textOf(payload, 'agency');
  const row = teller.source.view.recipients.find((one) => one.agency === agency);
  const [act, number] = [
    codes.length > 1 ? t.acceptedAndCompleted : (t.declared[code] ?? t.otherStatus(code)),
    codes.includes('03') ? (row?.incomingNumber ?? null) : null,
  ];
  const staff = listOf(payload, 'messages').flatMap((sha256) => staffInWords(teller.statusOf(sha256)));
  const done = { icon: 'done', kind: 'ok' } as const;
  const looks = { '02': { icon: 'refused', kind: 'bad' }, '03': done, '06': done } as const;
  return {
    ...(looks[code as keyof typeof looks] ?? { icon: 'inWork', kind: '' }),
    who: teller.agency(agency),
    act: number === null ? act : t.withNumber(act, number),
    quote: textOf(payload, 'reason') || null,
    facts: staff.length > 0 ? staff.slice(-1) : teller.actor(payload),
    links: teller.statusLinks(payload),
  };
};

const requestOpened: Tell = ({ payload }, teller) => ({
  icon: 'waiting',
  kind: 'wait',
  who: teller.agency(teller.source.view.from),
  act: t.asked(textOf(payload, 'request')),
  quote: textOf(payload, 'reason') || null,
  facts: [...teller.actor(payload), ...('asked' in payload ? [t.askedOf(listOf(payload, 'asked').length)] : [])],
  links: textOf(payload, 'request') === 'recall' ? teller.recallLinks() : [],
});

const requestAnswered: Tell = ({ payload }, teller) => {
  const isAgreed = textOf(payload, 'answer') === 'agreed';
  const request = textOf(payload, 'request');
  const wasCounted = listOf(payload, 'messages').length === 0;
  return {
    icon: isAgreed ? 'recall' : 'refused',
    kind: isAgreed ? 'ok' : 'bad',
    who: teller.agency(textOf(payload, 'agency')),
    act: isAgreed ? t.agreed(request) : t.disagreed(request),
    quote: textOf(payload, 'reason') || null,
    facts: wasCounted ? [t.countedAgreed] : teller.actor(payload),
    links: teller.statusLinks(payload),
  };
};

const ended =
  (act: Bilingual): Tell =>
  () => ({
    icon: 'recall',
    kind: '',
    who: null,
    act,
    quote: null,
    facts: [],
  });

/** What became of a delivery to somebody. */
const delivery =
  (act: Bilingual | ((channel: string) => Bilingual), look: Pick<Line, 'icon' | 'kind'>): Tell =>
  ({ payload }, teller) => {
    const said = typeof act === 'function' ? act(textOf(payload, 'channel')) : act;
    const reason = deliveryReasons[textOf(payload, 'code')];
    const detail = textOf(payload, 'detail');
    const attempt = payload['attempt'];
    const mail = textOf(payload, 'mail');
    return {
      ...look,
      who: teller.agency(textOf(payload, 'target')),
      act: textOf(payload, 'kind') === 'status' ? t.ofStatus(said) : said,
      quote: look.kind === '' || detail === '' ? null : detail,
      facts: [
        ...(reason === undefined ? [] : [reason]),
        ...(typeof attempt === 'number' && attempt > 1 ? [t.attempt(attempt)] : []),
      ],
      links: mail !== '' && teller.source.readsMails ? [{ href: `/api/v1/mails/${mail}`, text: t.bounce }] : [],
    };
  };

const deliveredBy = (channel: string) => t.delivered[channel] ?? t.deliveredOtherwise;

const cancelled: Tell = ({ payload }, teller) => ({
  icon: 'refused',
  kind: '',
  who: listOf(payload, 'recipients')
    .map((code) => teller.agency(code))
    .join(', '),
  act: t.cancelled,
  quote: null,
  facts: [],
});

const retried: Tell = ({ payload }, teller) => ({
  icon: 'waiting',
  kind: '',
  who: null,
  act: t.retried,
  quote: null,
  facts: teller.actor(payload),
});

const reminded: Tell = ({ payload }, teller) => ({
  icon: 'waiting',
  kind: '',
  who: teller.agency(teller.source.view.from),
  act: t.reminded(teller.agency(textOf(payload, 'agency'))),
  quote: null,
  facts: [...teller.actor(payload), ...(payload['byMail'] === true ? [t.byMail] : [])],
});

const submitted: Tell = ({ payload }, teller) => {
  const { view } = teller.source;
  const purpose = { 2: t.updating, 3: t.replacing }[view.businessType];
  return {
    icon: 'write',
    kind: '',
    who: view.fromName,
    act: t.submitted(listOf(payload, 'to').length, view.number),
    quote: null,
    facts: [...teller.actor(payload), ...(purpose === undefined ? [] : [purpose])],
  };
};

const numberCancelled: Tell = ({ payload }) => ({
  icon: 'refused',
  kind: '',
  who: null,
  act: t.numberCancelled(textOf(payload, 'number')),
  quote: null,
  facts: [],
});

const troubled = { icon: 'attention', kind: 'wait' } as const;
const broken = { icon: 'refused', kind: 'bad' } as const;
const fine = { icon: 'done', kind: '' } as const;

/** Events that say nothing to a reader of this page are not here. */
const tellers: Readonly<Partial<Record<EventKind, Tell>>> = {
  'document.submitted': submitted,
  'document.recalled': ended(t.recalled),
  'document.replaced': ended(t.replaced),
  'document.reminded': reminded,
  'status.declared': declared,
  'request.opened': requestOpened,
  'request.answered': requestAnswered,
  'delivery.sent': delivery(t.mailSent, { icon: 'outbox', kind: '' }),
  'delivery.delivered': delivery(deliveredBy, fine),
  'delivery.deferred': delivery(t.deferred, troubled),
  'delivery.failed': delivery(t.failed, broken),
  'delivery.expired': delivery(t.expired, broken),
  'delivery.cancelled': cancelled,
  'delivery.retried': retried,
  'delivery.relayed': delivery(t.relayed, fine),
  'delivery.delayed': delivery(t.delayed, troubled),
  'delivery.opened': delivery(t.opened, fine),
  'delivery.absence': delivery(t.absence, { icon: 'inbox', kind: '' }),
  'register.cancelled': numberCancelled,
};

const isArrival = ({ kind, payload }: EventRow) =>
  kind === 'status.declared' && listOf(payload, 'codes').join() === '01';

const logLink = ({ position }: EventRow): EvidenceLink[] =>
  position === null ? [] : [{ href: `/api/v1/log/inclusion?position=${position}`, text: t.logEntry(position) }];

/** Who sees everything would read twice what sender and recipients are told apart. */
function isCopy({ kind, payload }: EventRow, { view }: TimelineSource): boolean {
  if (view.relation !== 'auditor') return false;
  if (kind === 'request.opened') return !('asked' in payload);
  return (kind === 'document.recalled' || kind === 'document.replaced') && !('answers' in payload);
}

/** One line for arrivals that nothing else came between. */
function arrivals(events: readonly EventRow[], teller: Teller): TimelineLine[] {
  const [first] = events;
  if (first === undefined) return [];
  const isOne = events.length === 1;
  const links = events.flatMap(({ payload }) => teller.statusLinks(payload, () => t.receipt));
  return [
    {
      at: first.at,
      icon: 'inbox',
      kind: '',
      who: isOne ? teller.agency(textOf(first.payload, 'agency')) : t.manyArrived(events.length),
      act: isOne ? t.arrived : t.haveArrived,
      quote: null,
      facts: [t.receiptBy],
      links: isOne ? [...links, ...logLink(first)] : [],
    },
  ];
}

function lineOf(event: EventRow, teller: Teller): TimelineLine[] {
  const line = tellers[event.kind as EventKind]?.(event, teller) ?? null;
  return line === null ? [] : [{ ...line, at: event.at, links: [...(line.links ?? []), ...logLink(event)] }];
}

/** What no event of the reader's tells: the sending, for who received it, and the timestamp. */
function ownLines({ view }: TimelineSource): TimelineLine[] {
  const plain = { kind: '', quote: null, facts: [], links: [] } as const;
  const sent = { ...plain, at: view.sentAt, icon: 'write', who: view.fromName, act: t.sentOnly } as const;
  const provenAt = view.proof?.provenAt ?? null;
  const stamped: TimelineLine[] =
    provenAt === null
      ? []
      : [
          {
            ...plain,
            at: provenAt,
            icon: 'waiting',
            who: null,
            act: t.timestamp,
            facts: [t.timestampText],
            links: [{ href: view.links.proof, text: t.proof }],
          },
        ];
  return [...(view.relation === 'recipient' ? [sent] : []), ...stamped];
}

/** Newest first. */
export function timelineLines(source: TimelineSource): TimelineLine[] {
  const teller = new Teller(source);
  const lines: TimelineLine[] = [];
  let waiting: EventRow[] = [];
  const flush = () => {
    lines.push(...arrivals(waiting, teller));
    waiting = [];
  };
  for (const event of source.events.filter((one) => !isCopy(one, source))) {
    if (isArrival(event)) {
      waiting.push(event);
      continue;
    }
    const line = lineOf(event, teller);
    if (line.length > 0) flush();
    lines.push(...line);
  }
  flush();
  const all = [...ownLines(source), ...lines].reverse();
  return all.sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
}
