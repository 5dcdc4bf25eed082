/** Filters of lists that a person gave a name. What their text means is the lists' address alone (web/list-address.ts). */
import { validate as isUuid, v7 as uuidv7 } from 'uuid';
import { Problem } from '../../../schemas/problems/problem.js';
import type { GatewayContext } from '../../context.js';
import type { SignedIn } from '../../identity/sessions.js';
import { deleteSavedFilter, type SavedFilter, selectSavedFilters, upsertSavedFilter } from './saved-filters.store.js';

type Room = Pick<GatewayContext, 'database' | 'now'>;

const longestName = 60;
const mostFilters = 12;

export const listSavedFilters = ({ database }: Room, person: SignedIn, box: 'in' | 'out'): Promise<SavedFilter[]> =>
  selectSavedFilters(database, person.id, box);

/**
 * Keeps a filter under a name; one of the same name is replaced.
 * @param query canonical: what the list itself writes into its address
 * @throws Problem `invalid_request` naming the field `name`: none, one longer than 60 letters, or already twelve of them
 */
export async function saveFilter(
  { database, now }: Room,
  person: SignedIn,
  filter: { readonly box: 'in' | 'out'; readonly name: string; readonly query: string },
): Promise<void> {
  const name = filter.name.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (name === '' || name.length > longestName)
    throw new Problem('invalid_request', { detail: `A name has 1 to ${longestName} letters`, field: 'name' });
  const isKept = await upsertSavedFilter(database, {
    ...filter,
    id: uuidv7(),
    name,
    person: person.id,
    at: now(),
    most: mostFilters,
  });
  if (!isKept)
    throw new Problem('invalid_request', { detail: `There are ${mostFilters} names already`, field: 'name' });
}

/** Forgets one of the person's own. */
export async function forgetFilter({ database }: Room, person: SignedIn, id: string): Promise<void> {
  if (isUuid(id)) await deleteSavedFilter(database, person.id, id);
}
