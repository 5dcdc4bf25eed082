/** What every page is made of and for: who reads it, in which language, and what its forms carry along. */
import type { Bilingual } from '../../schemas/words/bilingual.js';
import type { SignedIn } from '../identity/sessions.js';
import type { Language, Theme } from './language.js';

/** What waits, shown beside the names of pages. */
export interface Counts {
  /** Things somebody of the agency should do today. */
  readonly attention?: number;
  readonly drafts?: number;
}

export interface Page {
  readonly language: Language;
  readonly theme: Theme;
  /** Null for visitors. */
  readonly person: SignedIn | null;
  /** Its address with the query, for coming back to it. */
  readonly address: string;
  readonly counts: Counts;
  /** For forms; asked for only where there is one, as a visitor gets a cookie with it. */
  formToken(): string;
  /** The text in the reader's language. */
  say(text: Bilingual): string;
}
