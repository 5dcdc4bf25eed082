/** What the document page is made from: everything is read before, so that its parts only show. */
import type { Bilingual } from '../../../../schemas/words/bilingual.js';
import type { Viewer } from '../../../documents/access-history.store.js';
import type { Act } from '../../../documents/available-acts.js';
import type { RelatedDocuments } from '../../../documents/related-documents.js';
import type { SignedIn } from '../../../identity/sessions.js';
import type { Page } from '../../page.js';
import type { TimelineSource } from './timeline-teller.js';

/** A document beside it, with the address of the page of the list it is on. */
export interface StepInList {
  readonly id: string;
  readonly list: string;
}

/** Where the document stands in the list it was opened from. */
export interface PlaceInList {
  /** From 1, on its page of the list. */
  readonly place: number;
  /** Documents on that page. */
  readonly of: number;
  /** Whether the list goes on behind it. */
  readonly hasMore: boolean;
  readonly previous: StepInList | null;
  readonly next: StepInList | null;
}

/** What was wrong with a form, and what it held. */
export interface ActFault {
  readonly text: Bilingual;
  /** The field to blame; null when none is. */
  readonly field: string | null;
  readonly typed: Readonly<Record<string, string>>;
}

export interface DocumentProps extends TimelineSource {
  readonly page: Page;
  readonly person: SignedIn;
  readonly now: Date;
  readonly related: RelatedDocuments;
  readonly viewers: readonly Viewer[];
  /** Address of the list it was opened from, with the list's query; null when it was opened by itself. */
  readonly list: string | null;
  readonly place: PlaceInList | null;
  readonly acts: ReadonlySet<Act>;
  /** The number accepting would take; null where nothing can be accepted. */
  readonly nextNumber: string | null;
  /** Whether the reader's agency may type an incoming number of its own. */
  readonly givesOwnNumbers: boolean;
  /** The panel that is open. */
  readonly panel: Act | null;
  /** The file shown in the page, by its place from 1. */
  readonly shownFile: number | null;
  readonly done: Bilingual | null;
  readonly fault: ActFault | null;
}
