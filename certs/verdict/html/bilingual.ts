/** What is said to people: Vietnamese first, English beside it. */
import { html, type Markup } from './markup.js';

export interface Bilingual {
  readonly vi: string;
  readonly en: string;
}

export const say = (vi: string, en: string): Bilingual => ({ vi, en });

/** Both on one line, where there is room. */
export const inline = ({ vi, en }: Bilingual): Markup => html`${vi} <span class="en" lang="en">${en}</span>`;

/** A sentence, and the same below it. */
export const paragraph = ({ vi, en }: Bilingual): Markup => html`<p>${vi}</p><p class="en" lang="en">${en}</p>`;
