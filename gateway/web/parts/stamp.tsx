/** How urgent a document is, as the stamp on paper says it; nothing for the ordinary ones. */
import type { JSX } from 'preact';
import { type Urgency, urgencies } from '../../../schemas/directory/urgency.js';
import type { Page } from '../page.js';

export function Stamp({ page, urgency }: { readonly page: Page; readonly urgency: Urgency }): JSX.Element | null {
  const level = urgencies.find(({ code }) => code === urgency);
  if (level === undefined || level.priority === 0) return null;
  return <span class={`stamp ${level.code}`}>{page.say(level)}</span>;
}
