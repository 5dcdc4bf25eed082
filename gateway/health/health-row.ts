/** One line of the operator's health page: what it is about, how it is, what waits, and what happens next. Shapes and small makers; pure. */
import { type Bilingual, say } from '../../schemas/words/bilingual.js';

/** `stopped`: on purpose, by somebody who can be named. */
export type HealthState = 'normal' | 'attention' | 'broken' | 'stopped';

/** Where a person goes on; which page that is, the pages know. */
export type HealthAction =
  | { readonly kind: 'resume'; readonly channel: string }
  | { readonly kind: 'deliveries'; readonly channel: string; readonly state: 'queued' | 'failed' }
  | { readonly kind: 'agency'; readonly code: string }
  | { readonly kind: 'mails'; readonly direction: 'in' | 'out'; readonly state: string }
  | { readonly kind: 'certificates' };

export interface HealthRow {
  /** Stable: the row keeps its place and its id. */
  readonly id: string;
  readonly name: Bilingual;
  readonly state: HealthState;
  /** Beside the icon, in a few words. */
  readonly finding: Bilingual;
  /** Null where nothing can wait. */
  readonly waiting: number | null;
  readonly oldestSeconds: number | null;
  /** When it last went well, or until when it holds. */
  readonly last: Bilingual | null;
  /** Why, what the gateway does by itself and when, what a person can do. */
  readonly next: Bilingual | null;
  readonly actions: readonly HealthAction[];
}

export interface HealthGroup {
  readonly id: string;
  readonly name: Bilingual;
  readonly note: Bilingual | null;
  readonly rows: readonly HealthRow[];
}

const well = say('Bình thường', 'Normal');

type Parts = Partial<Omit<HealthRow, 'id' | 'name'>>;

/** A row, normal unless `parts` say otherwise. */
export const healthRow = (id: string, name: Bilingual, parts: Parts = {}): HealthRow => ({
  id,
  name,
  state: 'normal',
  finding: well,
  waiting: null,
  oldestSeconds: null,
  last: null,
  next: null,
  actions: [],
  ...parts,
});

/** The same in both languages: names of people and agencies, numbers, times. */
export const plain = (text: string): Bilingual => say(text, text);

export const join = (parts: readonly (Bilingual | null)[], by = ' '): Bilingual => {
  const said = parts.filter((part) => part !== null);
  return say(said.map(({ vi }) => vi).join(by), said.map(({ en }) => en).join(by));
};
