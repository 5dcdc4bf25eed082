/**
 * What every line of a document's timeline is told from: names of agencies and people, sealed messages by their digest, links to them. Payloads
 * are read as what somebody wrote: what has another shape counts as left out. Pure.
 */
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import type { DocumentView } from '../../../documents/view-document.js';
import type { EventRow, StatusRow } from '../../../documents/view-document.store.js';
import { timelineTexts as t } from '../../texts/timeline.js';

export interface EvidenceLink {
  readonly href: string;
  readonly text: Bilingual;
}

export interface TimelineSource {
  readonly view: DocumentView;
  /** Oldest first. */
  readonly events: readonly EventRow[];
  /** Names of people the reader may know, by actor (`user:<id>`). */
  readonly people: ReadonlyMap<string, string>;
  /** Whether the reader may open mails that came in. */
  readonly readsMails: boolean;
}

type Payload = EventRow['payload'];

export const textOf = (payload: Payload, name: string): string => {
  const value = payload[name];
  return typeof value === 'string' ? value : '';
};
export const listOf = (payload: Payload, name: string): readonly string[] => {
  const value = payload[name];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
};

/** Unit and person a status names. */
export function staffInWords(status: Pick<StatusRow, 'staff'> | undefined): string[] {
  const named = ['staff', 'department'].map((key) => status?.staff?.[key]);
  const text = named.filter((one): one is string => typeof one === 'string' && one !== '').join(', ');
  return text === '' ? [] : [text];
}

/** What all lines of one timeline are told from. */
export class Teller {
  readonly #names: ReadonlyMap<string, string>;
  readonly #messages: ReadonlyMap<string, StatusRow>;

  constructor(readonly source: TimelineSource) {
    const { view } = source;
    this.#names = new Map([
      [view.from, view.fromName],
      ...view.recipients.map(({ agency, name }) => [agency, name] as const),
    ]);
    this.#messages = new Map(view.statuses.map((status) => [status.sha256, status]));
  }

  agency(code: string): string {
    return this.#names.get(code) ?? code;
  }

  /** Somebody known by name, or by which way it was done. */
  actor(payload: Payload): readonly (string | Bilingual)[] {
    const actor = textOf(payload, 'actor');
    const known = this.source.people.get(actor) ?? t.byWay[actor.split(':')[0] ?? ''];
    return known === undefined ? [] : [known];
  }

  statusOf(sha256: string): StatusRow | undefined {
    return this.#messages.get(sha256);
  }

  statusLinks(payload: Payload, named: (code: string) => Bilingual = t.statusMessage): EvidenceLink[] {
    return listOf(payload, 'messages').flatMap((sha256) => {
      const status = this.statusOf(sha256);
      return status === undefined ? [] : [{ href: this.#statusHref(status), text: named(status.code) }];
    });
  }

  /** The sender's 13 is one message, filed with every recipient. */
  recallLinks(): EvidenceLink[] {
    const status = this.source.view.statuses.find(({ code }) => code === '13');
    return status === undefined ? [] : [{ href: this.#statusHref(status), text: t.statusMessage('13') }];
  }

  #statusHref({ id }: StatusRow): string {
    return `${this.source.view.links.self}/statuses/${id}`;
  }
}
