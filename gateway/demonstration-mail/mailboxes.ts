/** Who has a mailbox on the demonstration's mail server: every active agency of the demonstration that has an address. */
import { findAgencies } from '../agencies/find-agencies.js';
import type { GatewayContext } from '../context.js';

export interface DemonstrationMailbox {
  /** Code of the agency. */
  readonly code: string;
  readonly name: string;
  readonly address: string;
  /** Whether the gateway brings the agency its documents here (channel `email`). */
  readonly receivesDocuments: boolean;
}

type Directory = Pick<GatewayContext, 'database' | 'now'>;

/** In the order of codes. */
export async function findMailboxes(directory: Directory): Promise<DemonstrationMailbox[]> {
  const { agencies } = await findAgencies(directory, { active: true, limit: 500 });
  return agencies.flatMap(({ code, name, email, channel, demonstration }) =>
    demonstration && email !== null ? [{ code, name, address: email, receivesDocuments: channel === 'email' }] : [],
  );
}

/** The mailbox of this address, however its letters are written. */
export async function findMailbox(directory: Directory, address: string): Promise<DemonstrationMailbox | undefined> {
  const wanted = address.toLowerCase();
  return (await findMailboxes(directory)).find((mailbox) => mailbox.address.toLowerCase() === wanted);
}
