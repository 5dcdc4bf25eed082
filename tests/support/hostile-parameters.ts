/** Something real behind every parameter that an address of a page may have, so that what hangs on it is reached. */
import { createOwnGroup } from '../../gateway/agencies/own-groups.js';
import type { GatewayContext } from '../../gateway/context.js';
import { beginDraft } from '../../gateway/drafts/begin-draft.js';
import { saveFields } from '../../gateway/drafts/change-draft.js';
import { principalOf, roleScopes, userActor } from '../../gateway/identity/access.js';
import { reserveNumber } from '../../gateway/registers/reserve-numbers.js';
import { arriveDocument, metadataOf, submitDocument } from './gateway-fixture.js';
import { addPerson } from './people.js';
import { receiveMail } from './receive-mail.js';

const agency = 'H30.05';

/** By name of the parameter; `van-hanh id` is the one under /van-hanh. */
export async function everythingToNameInAddresses(ctx: GatewayContext): Promise<Readonly<Record<string, string>>> {
  const { id: person } = await addPerson(ctx, 'clerk', agency);
  const clerk = principalOf(userActor(person), roleScopes.clerk, [agency]);
  const sender = principalOf(userActor(person), roleScopes.clerk, ['H30.03']);
  const { id } = await submitDocument(ctx, sender, metadataOf({ to: [agency] }));
  await arriveDocument(ctx, id, agency);
  const writer = { person, agency, role: 'clerk' as const, principal: clerk };
  const draft = await beginDraft(ctx, writer, null);
  await saveFields(ctx, writer, draft, { typed: { subject: 'V/v nước lớn' } });
  const mail = await receiveMail(ctx, 'From: a@b.example\r\n\r\nx\r\n');
  const entry = await reserveNumber(ctx, clerk, { notation: 'VP' });
  return {
    id,
    draft,
    person,
    'van-hanh id': mail.id,
    entry: entry.id,
    group: await createOwnGroup(ctx, clerk, 'Các xã'),
    code: agency,
    channel: 'webhook',
    n: '1',
  };
}

/** The address of a page, with `names` (or what a test puts there instead) for its parameters. */
export const addressWith = (url: string, names: Readonly<Record<string, string>>): string =>
  url.replace(/:(\w+)/g, (_, name: string) => names[`${url.split('/')[1]} ${name}`] ?? names[name] ?? '1');
