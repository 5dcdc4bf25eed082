/** Keeps in mind how the authorities of others answer, for the operator's page of health. What is asked of them does not wait for it. */
import type { GatewayContext } from '../context.js';
import { type Contact, upsertContact } from './authority-contacts.store.js';

const longest = 300;

/** An address without what may be secret in it or is different each time. */
function bare(address: string): string {
  if (!URL.canParse(address)) return address.slice(0, longest);
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname}`.slice(0, longest);
}

/** @returns what is told of every contact; a database that is away loses it */
export const noteContacts =
  ({ database, now, log }: Pick<GatewayContext, 'database' | 'now' | 'log'>) =>
  ({ kind, address, fault }: Contact): void => {
    const contact = { kind, address: bare(address), fault: fault?.slice(0, longest) ?? null };
    upsertContact(database, contact, now()).catch((error: unknown) =>
      log.debug({ err: error, address: contact.address }, 'a contact with an authority could not be noted'),
    );
  };
