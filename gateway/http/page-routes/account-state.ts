/** What the account page shows of somebody: read from the rooms that know it. */
import type { GatewayContext } from '../../context.js';
import { readAbsences } from '../../identity/absences/absences.js';
import { countRecoveryCodes, findAccountById } from '../../identity/credentials.store.js';
import { keyToConfirm } from '../../identity/second-factors.js';
import { listSessions, type SignedIn } from '../../identity/sessions.js';
import { base32, totpAddress } from '../../identity/totp.js';
import type { AccountProps } from '../../web/pages/account.js';
import type { SecondFactorState } from '../../web/pages/second-factor-section.js';

type AccountState = Pick<AccountProps, 'hasPassword' | 'sessions' | 'secondFactor' | 'absence'>;

export async function readAccount(ctx: GatewayContext, person: SignedIn): Promise<AccountState> {
  const [account, sessions] = await Promise.all([
    findAccountById(ctx.database, person.id),
    listSessions(ctx, person.id),
  ]);
  const [secondFactor, absence] = await Promise.all([
    readSecondFactor(ctx, person, account?.has_second_factor === true),
    // By the role of one's own, not by that one acts in.
    account === undefined ? null : readAbsences(ctx, { ...account, isOpen: true }),
  ]);
  return { hasPassword: (account?.hash ?? null) !== null, sessions, secondFactor, absence };
}

async function readSecondFactor(
  ctx: GatewayContext,
  { id, email }: SignedIn,
  isOn: boolean,
): Promise<SecondFactorState> {
  if (isOn) return { kind: 'on', codesLeft: await countRecoveryCodes(ctx.database, id) };
  const key = await keyToConfirm(ctx, id);
  if (key === null) return { kind: 'off' };
  return { kind: 'setting-up', address: totpAddress(key, ctx.config.organization, email), key: base32(key) };
}
