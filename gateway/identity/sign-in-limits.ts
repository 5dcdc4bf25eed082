/**
 * How often somebody may guess. Attempts are counted before they are judged, so that many at once gain nothing, for the account
 * whether it exists or not. A browser somebody signed in from before is counted by itself alone: whoever keeps guessing at an account,
 * or from the same office, does not keep its owner out.
 * Source: NIST SP 800-63B section 3.2.2 (rate limiting); OWASP, "Slow Down Online Guessing Attacks with Device Cookies".
 */
import { hash } from 'node:crypto';
import { Problem } from '../../schemas/problems/problem.js';
import type { GatewayContext } from '../context.js';
import { networkOf } from './network-of.js';
import { countAttempts, uncountAttempts } from './sign-in-limits.store.js';

/** What is guessed: passwords at the door, codes behind it, the password again inside. */
export type GuessedThing = 'password' | 'second-factor' | 'confirmation';

export interface Guess {
  readonly thing: GuessedThing;
  /** What names the account: as typed at the door, the person's id behind it. */
  readonly account: string;
  readonly address: string;
  /** The known browser's token, when it is known for this account. */
  readonly browser: string | null;
}

const minuteMs = 60_000;

/** Attempts in a window. */
const limits = {
  browser: { attempts: 10, windowMs: 15 * minuteMs },
  /** One account from one address. */
  pair: { attempts: 5, windowMs: 15 * minuteMs },
  /** All accounts from one address: an office behind one address makes mistakes, too. */
  address: { attempts: 30, windowMs: 15 * minuteMs },
  /** One account from all browsers nobody knows. */
  account: { attempts: 50, windowMs: 60 * minuteMs },
} as const;

type LimitName = keyof typeof limits;

function bucketsOf({ thing, account, address, browser }: Guess): (readonly [LimitName, string])[] {
  const network = networkOf(address);
  // Digests: a password typed into the wrong field must not lie in a table.
  const digest = (...parts: string[]) => hash('sha256', parts.join('\0'), 'base64url');
  if (browser !== null) return [['browser', `${thing}:browser:${digest(account, browser)}`]];
  return [
    ['pair', `${thing}:pair:${digest(account, network)}`],
    ['address', `${thing}:address:${network}`],
    ['account', `${thing}:account:${digest(account)}`],
  ];
}

/**
 * Counts a guess; call `forgive` when it was none.
 * @throws Problem `sign_in_paused` when there were too many; then it must not be judged
 */
export async function countGuess(ctx: GatewayContext, guess: Guess): Promise<{ forgive(): Promise<void> }> {
  const buckets = bucketsOf(guess);
  const nowMs = ctx.now().getTime();
  const counted = buckets.map(([name, bucket]) => ({ bucket, until: new Date(nowMs + limits[name].windowMs) }));
  const counts = await countAttempts(ctx.database, counted, ctx.now());
  if (buckets.some(([name], index) => (counts[index] ?? 0) > limits[name].attempts))
    throw new Problem('sign_in_paused', { detail: 'Too many attempts; wait 15 minutes' });
  return {
    forgive: () =>
      uncountAttempts(
        ctx.database,
        buckets.map(([, bucket]) => bucket),
      ),
  };
}
