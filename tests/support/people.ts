/** People with passwords, for tests of pages. */
import type { GatewayContext } from '../../gateway/context.js';
import type { Role } from '../../gateway/identity/access.js';
import { setPassword } from '../../gateway/identity/account.js';
import { addUser } from '../../gateway/identity/users.js';

export const goodPassword = 'mùa nước nổi năm ấy';

export interface AddedPerson {
  readonly id: string;
  readonly email: string;
}

let count = 0;

/** Somebody of this role, with `goodPassword`. */
export async function addPerson(
  ctx: GatewayContext,
  role: Role,
  agency: string | null = null,
  name = `Trần Thị Bé ${count + 1}`,
): Promise<AddedPerson> {
  const email = `nguoi-${++count}@congvan.example`;
  const id = await addUser(ctx, { name, email, role, agency, actor: 'user:test' });
  await setPassword(ctx, email, goodPassword, 'user:test');
  return { id, email };
}
