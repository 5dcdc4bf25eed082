/** What a draft's form brings is kept, before its button is asked; and what others changed since the form was made is told. */
import type { FastifyRequest } from 'fastify';
import { isProblem } from '../../../schemas/problems/problem.js';
import type { Bilingual } from '../../../schemas/words/bilingual.js';
import type { GatewayContext } from '../../context.js';
import { addRecipient, saveFields } from '../../drafts/change-draft.js';
import type { Writer } from '../../drafts/draft.js';
import { type FieldChange, selectChanges } from '../../drafts/draft-changes.store.js';
import type { Choice } from '../../drafts/judge-form.js';
import type { Conflict } from '../../web/pages/compose/changes.js';
import { composeTexts } from '../../web/texts/compose.js';
import type { DraftForm } from './compose-form.js';
import { queryText } from './query-text.js';

export interface Saved {
  readonly isChanged: boolean;
  /** What was typed to be addressed, and could be several or nobody. */
  readonly unclear: string;
  /** Others changed something since the form was made. */
  readonly hasOthers: boolean;
  readonly conflict?: Conflict;
}

const nothing: Saved = { isChanged: false, unclear: '', hasOthers: false };

/** @param faults gets what went wrong, and then nothing was kept */
export async function saveForm(
  ctx: GatewayContext,
  who: Writer,
  id: string,
  form: DraftForm,
  faults: Bilingual[],
): Promise<Saved> {
  try {
    const { fields: typed, read, seen } = form;
    const saved = await saveFields(ctx, who, id, {
      typed,
      read,
      base: versionIn(seen.version),
      choice: choiceIn(form),
    });
    const { isChanged, collisions, others } = saved;
    const hasOthers = others.length > 0;
    if (collisions.length > 0) return { ...nothing, isChanged, conflict: conflictOf(form, collisions), hasOthers };
    return { hasOthers, ...(await address(ctx, who, id, form, isChanged)) };
  } catch (error) {
    if (!isProblem(error, 'secret_refused')) throw error;
    faults.push(composeTexts.secretRefused);
    return nothing;
  }
}

async function address(
  ctx: GatewayContext,
  who: Writer,
  id: string,
  { recipient, act: { verb, of } }: DraftForm,
  isChanged: boolean,
): Promise<Pick<Saved, 'isChanged' | 'unclear'>> {
  // A press on a suggestion means that one, not the letters that led to it.
  const typed = (verb === 'add-recipient' && of !== '' ? of : recipient).trim();
  if (typed === '' || verb === 'autosave') return { isChanged, unclear: '' };
  const isClear = await addRecipient(ctx, who, id, typed);
  return { isChanged: isChanged || isClear, unclear: isClear ? '' : typed };
}

/** A form without one is older than all of them. */
const versionIn = (text: string): number => (/^\d{1,9}$/.test(text) ? Number(text) : 0);

function choiceIn({ act: { verb, of } }: DraftForm): Choice | null {
  if (verb === 'mine') return { kind: 'mine', upTo: versionIn(of) };
  return verb === 'theirs' ? { kind: 'theirs' } : null;
}

function conflictOf({ fields, seen }: DraftForm, collisions: readonly FieldChange[]): Conflict {
  const typed = Object.fromEntries(collisions.map(({ field }) => [field, fields[field]]));
  return { base: String(versionIn(seen.version)), collisions, typed };
}

const sinceParameter = 'tu';

/** What follows a draft's address, with the version after which changes of others are told. */
export function tellingSince(next: string, { seen }: DraftForm): string {
  const [query = '', ...mark] = next.split('#');
  const parameters = new URLSearchParams(query);
  parameters.set(sinceParameter, String(versionIn(seen.version)));
  return [`?${parameters}`, ...mark].join('#');
}

/** What others changed since the version the address names; nothing where it names none. */
export async function othersSince(
  { database }: GatewayContext,
  request: FastifyRequest,
  { person }: Writer,
  draft: string,
): Promise<readonly FieldChange[]> {
  const text = queryText(request, sinceParameter);
  if (text === '') return [];
  return (await selectChanges(database, draft, versionIn(text))).filter((change) => change.person !== person);
}
