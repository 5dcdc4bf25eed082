/** An operator signed in at a gateway's pages, for tests of these. */
import { BrowserSession } from './browser-session.js';
import type { HttpFixture } from './http-fixture.js';
import { addPerson, goodPassword } from './people.js';

export interface OperatorRoom {
  readonly browser: BrowserSession;
  /** As events name the operator. */
  readonly actor: string;
}

export async function signInOperator(gateway: HttpFixture): Promise<OperatorRoom> {
  const { id, email } = await addPerson(gateway.ctx, 'operator');
  const browser = BrowserSession.of(gateway);
  await browser.signIn(email, goodPassword, '/van-hanh');
  return { browser, actor: `user:${id}` };
}

/** What the newest event of a kind says. */
export async function newestEvent({ ctx }: HttpFixture, kind: string): Promise<Record<string, unknown> | undefined> {
  const { rows } = await ctx.database.query<{ payload: Record<string, unknown> }>(
    'select payload from events where kind = $1 order by id desc limit 1',
    [kind],
  );
  return rows[0]?.payload;
}
