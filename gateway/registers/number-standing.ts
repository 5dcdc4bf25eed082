/**
 * Whether a number somebody wrote can be the number of a new document. Looks only: the book decides when the document is sealed.
 * Source: product, rules of the field: numbers without gaps; number and notation unique per agency and year.
 */
import { getAgency } from '../agencies/find-agencies.js';
import type { GatewayContext } from '../context.js';
import {
  type OpenReservation,
  selectIsCancelled,
  selectNextNumber,
  selectNumberUse,
  selectOpenReservations,
} from './number-use.store.js';
import type { Medium } from './registers.store.js';

export type NumberStanding =
  /** None was written: the register gives this one, unless somebody is faster. */
  | { readonly kind: 'by-register'; readonly next: string }
  /** The agency numbers by itself, and none was written. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'reserved' }
  /** Free, and the one that comes next: it can be reserved. */
  | { readonly kind: 'next' }
  | { readonly kind: 'free' }
  /** `next` here and below: null for an agency that gives its own numbers. */
  | { readonly kind: 'taken'; readonly medium: Medium; readonly date: string | null; readonly next: string | null }
  /** It was cancelled, and is not given again. */
  | { readonly kind: 'cancelled'; readonly next: string | null }
  /** Neither reserved nor next: the register gives numbers without gaps. */
  | { readonly kind: 'out-of-turn'; readonly next: string };

const unusable: ReadonlySet<NumberStanding['kind']> = new Set(['missing', 'taken', 'cancelled', 'out-of-turn']);

/** True for what no document can be sent with. */
export const isUnusable = ({ kind }: NumberStanding): boolean => unusable.has(kind);

export interface NumberWish {
  readonly agency: string;
  readonly year: number;
  /** Empty: none. */
  readonly number: string;
  readonly notation: string;
}

export interface JudgedNumber {
  readonly standing: NumberStanding;
  readonly reservations: readonly OpenReservation[];
}

const written = (ordinal: number) => String(ordinal).padStart(2, '0');
const plain = (number: string) => number.toLowerCase().replace(/^0+/, '');

export async function judgeNumber(ctx: Pick<GatewayContext, 'database'>, wish: NumberWish): Promise<JudgedNumber> {
  const { agency, year } = wish;
  const { numbering } = await getAgency(ctx, agency);
  const isOwn = numbering === 'agency';
  const [ordinal, reservations, use, isCancelled] = await Promise.all([
    // Its counter stands at nothing, and every number of the book would be stepped over.
    isOwn ? null : selectNextNumber(ctx.database, wish),
    selectOpenReservations(ctx.database, agency, year),
    wish.number === '' ? undefined : selectNumberUse(ctx.database, wish),
    wish.number !== '' && selectIsCancelled(ctx.database, wish),
  ]);
  const next = ordinal === null ? null : written(ordinal);
  if (wish.number === '')
    return { standing: next === null ? { kind: 'missing' } : { kind: 'by-register', next }, reservations };
  if (use?.isOpen === true) return { standing: { kind: 'reserved' }, reservations };
  if (use !== undefined) return { standing: { kind: 'taken', medium: use.medium, date: use.date, next }, reservations };
  if (isCancelled) return { standing: { kind: 'cancelled', next }, reservations };
  if (next === null) return { standing: { kind: 'free' }, reservations };
  const standing =
    plain(wish.number) === String(ordinal) ? ({ kind: 'next' } as const) : ({ kind: 'out-of-turn', next } as const);
  return { standing, reservations };
}
