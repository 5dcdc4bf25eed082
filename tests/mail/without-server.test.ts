/** A gateway that has no mail server, and an agency whose channel is email. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { metadataOf } from '../support/gateway-fixture.js';
import { type HttpFixture, openHttpFixture, submissionForm } from '../support/http-fixture.js';

const [sender, reader] = ['H30.03', 'H30.05'];
let gateway: HttpFixture;

beforeAll(async () => {
  gateway = await openHttpFixture({
    workers: true,
    agencies: { [reader]: { channel: 'email', email: 'vanthu@yte.example' } },
  });
});
afterAll(() => gateway?.close());

it('lets the agency read its inbox here, and says so', async () => {
  const [senderToken, readerToken] = [await gateway.token([sender]), await gateway.token([reader])];
  const body = submissionForm(metadataOf({ to: [reader] }));
  const answer = await gateway.call('/api/v1/documents', senderToken, { method: 'POST', body });
  const { id } = (await answer.json()) as { id: string };
  const inbox = async () => {
    const { items } = (await (await gateway.call('/api/v1/documents?box=in', readerToken)).json()) as {
      items: { id: string }[];
    };
    return items.map((item) => item.id);
  };
  for (let tries = 0; tries < 100 && !(await inbox()).includes(id); tries += 1) await pause(50);
  expect(await inbox()).toEqual([id]);
  const { rows } = await gateway.ctx.database.query(
    `select d.state, d.channel, a.detail from deliveries d join delivery_attempts a on a.delivery = d.id where d.document = $1`,
    [id],
  );
  expect(rows).toEqual([{ state: 'delivered', channel: 'email', detail: 'no mail server: read here' }]);
});
