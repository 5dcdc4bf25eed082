/** The actors of records as people read them: by name, for whom, by which way. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deputyActor } from '../../../gateway/identity/access.js';
import { nameActors } from '../../../gateway/identity/name-actors.js';
import { issueToken } from '../../../gateway/identity/tokens.js';
import { type GatewayFixture, openGatewayFixture, submitDocument } from '../../support/gateway-fixture.js';
import { addPerson } from '../../support/people.js';
import { receiveMail } from '../../support/receive-mail.js';
import { strangeMail } from '../mailbox/mail-room.js';

let gateway: GatewayFixture;
beforeAll(async () => {
  gateway = await openGatewayFixture();
});
afterAll(() => gateway.close());

const query = async (sql: string, values: unknown[] = []) =>
  (await gateway.ctx.database.query<{ id: string; name: string }>(sql, values)).rows[0] ?? { id: '', name: '' };
const named = async (actor: string) => (await nameActors(gateway.ctx, [actor]))(actor);

it('names a person with the agency', async () => {
  const { id } = await addPerson(gateway.ctx, 'clerk', 'H30.05');
  const { name } = await query('select name from users where id = $1', [id]);
  expect(await named(`user:${id}`)).toEqual({ kind: 'user', actor: `user:${id}`, name, agency: 'Sở Tài chính' });
});

it('names a deputy and whose place they took', async () => {
  const [one, other] = [
    await addPerson(gateway.ctx, 'clerk', 'H30.05'),
    await addPerson(gateway.ctx, 'clerk', 'H30.05'),
  ];
  const nameOf = async ({ id }: { id: string }) => (await query('select name from users where id = $1', [id])).name;
  const { kind, name } = await named(deputyActor(one.id, other.id));
  expect([kind, name]).toEqual(['user', `${await nameOf(one)} (thay ${await nameOf(other)})`]);
});

it('names tokens, mails, and recipients who answered by a link', async () => {
  await issueToken(gateway.ctx, {
    name: 'Phần mềm Sở',
    agencies: ['H30.03'],
    scopes: ['documents:read'],
    actor: 'user:test',
  });
  const token = await query('select id, name from tokens order by created_at desc limit 1');
  expect(await named(`token:${token.id}`)).toMatchObject({
    kind: 'token',
    name: 'Phần mềm Sở',
    agency: 'Sở Thông tin và Truyền thông',
  });
  const mail = await receiveMail(gateway.ctx, strangeMail('Chào', 'an@xa.example'));
  expect(await named(`mail:${mail.id}`)).toMatchObject({ kind: 'mail', name: 'an@xa.example', agency: null });
  const { id: document } = await submitDocument(gateway.ctx, gateway.clerk('H30.03'));
  const delivery = await query('select id from deliveries where document = $1', [document]);
  expect(await named(`link:${delivery.id}`)).toMatchObject({ kind: 'link', name: 'Sở Tài chính' });
});

it.each([
  ['cli:root', 'cli', 'root'],
  ['system:gateway', 'system', 'gateway'],
  ['gateway', 'system', 'gateway'],
  ['user:01890000-0000-7000-8000-000000000000', 'user', '01890000-0000-7000-8000-000000000000'],
  ["user:' or 1=1", 'user', "' or 1=1"],
  ['', 'system', ''],
] as const)('leaves %s its own name', async (actor, kind, name) => {
  expect(await named(actor)).toEqual({ kind, actor, name, agency: null });
});
