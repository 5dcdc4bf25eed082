/** How what is said in both languages stands on a page. */
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import { html, type Markup } from './markup.js';

/** Both on one line, where there is room. */
export const inline = ({ vi, en }: Bilingual): Markup => html`${vi} <span class="en" lang="en">${en}</span>`;

/** A sentence, and the same below it. */
export const paragraph = ({ vi, en }: Bilingual): Markup => html`<p>${vi}</p><p class="en" lang="en">${en}</p>`;
