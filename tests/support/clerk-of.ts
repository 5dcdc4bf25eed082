/** A clerk of an agency, signed in without a browser's script. */
import { BrowserSession } from './browser-session.js';
import type { HttpFixture } from './http-fixture.js';
import { addPerson, goodPassword } from './people.js';

export async function clerkOf(gateway: HttpFixture, agency: string): Promise<BrowserSession> {
  const session = BrowserSession.of(gateway);
  await session.signIn((await addPerson(gateway.ctx, 'clerk', agency)).email, goodPassword);
  return session;
}
