/** The parts that recur in the report: rows with a heading in the margin, times, digests, problems, the verdict's icon. */
import { catalogue } from '../../../schemas/problems/catalogue.js';
import { type Bilingual, say } from '../../../schemas/words/bilingual.js';
import { vietnamTime } from '../../../schemas/words/vietnam-time.js';
import type { FileReport, Indication, ReportProblem } from '../report.js';
import { inline } from './bilingual.js';
import { html, type Markup, outside, type Part } from './markup.js';
import { matches, verdicts } from './words.js';

/** @param rule `heavy` above and below what matters most; `page`: on a sheet of its own when printed */
export const row = ({ vi, en }: Bilingual, content: Part, rule: 'plain' | 'heavy' | 'page' = 'plain'): Markup => html`
<section class="row ${rule}"><h2>${vi}<span class="en" lang="en">${en}</span></h2><div>${content}</div></section>`;

/** A line of a table of details. */
export const detail = (label: Bilingual, content: Part): Markup => html`
<tr><th scope="row">${inline(label)}</th><td>${content}</td></tr>`;

export const details = (rows: Part): Markup => html`<table><tbody>${rows}</tbody></table>`;

/** Vietnam time, with UTC beside it. */
export const time = (iso: string): Markup =>
  html`<time datetime="${iso}">${vietnamTime(iso)}</time> <span class="utc">${iso.slice(0, 19)}Z</span>`;

/** In groups of eight, so that two can be compared by eye. */
export const digest = (hex: string): Markup => html`<code>${hex.replace(/(.{8})(?=.)/g, '$1 ')}</code>`;

/** `1.234 byte`, as numbers are written here. */
export const bytes = (size: number): string => `${String(size).replace(/\B(?=(\d{3})+$)/g, '.')} byte`;

/** A word that is not said of a signature whose trust was not asked for. */
export const wordOf = (indication: Indication, policy: FileReport['policy']): Bilingual =>
  indication === 'TOTAL-PASSED' && policy === 'core' ? matches : verdicts[indication];

const outlines: Readonly<Record<Indication, Markup>> = {
  'TOTAL-PASSED': html`<circle cx="12" cy="12" r="9.2"/><path d="M7.8 12.4l2.9 2.9 5.6-6.2"/>`,
  'TOTAL-FAILED': html`<path d="M8.2 2.8h7.6l5.4 5.4v7.6l-5.4 5.4H8.2l-5.4-5.4V8.2z"/><path d="M8.8 8.8l6.4 6.4M15.2 8.8l-6.4 6.4"/>`,
  INDETERMINATE: html`<path d="M12 1.8L22.2 12 12 22.2 1.8 12z"/><path d="M9.6 9.7a2.5 2.5 0 1 1 3.7 2.2c-.9.5-1.3 1-1.3 1.9M12 16.4v.2"/>`,
};

/** Decoration beside a word that says the same. */
export const icon = (indication: Indication): Markup =>
  html`<svg viewBox="0 0 24 24" aria-hidden="true">${outlines[indication]}</svg>`;

export const classOf: Readonly<Record<Indication, string>> = {
  'TOTAL-PASSED': 'valid',
  'TOTAL-FAILED': 'invalid',
  INDETERMINATE: 'undecided',
};

/** Icon and word. */
export const mark = (indication: Indication, policy: FileReport['policy']): Markup =>
  html`<span class="mark ${classOf[indication]}">${icon(indication)}${inline(wordOf(indication, policy))}</span>`;

export const note = (text: Bilingual): Markup => html`<p class="note">${inline(text)}</p>`;

const problem = ({ code, message }: ReportProblem): Markup => html`
<li>${inline(say(catalogue[code].titleVi, catalogue[code].title))}
<span class="technical" lang="en">${outside(message)} (${code})</span></li>`;

/** Each problem in both languages, with the technical detail (English) below it. */
export const problems = (list: readonly ReportProblem[]): Markup | null =>
  list.length === 0 ? null : html`<ul>${list.map(problem)}</ul>`;
