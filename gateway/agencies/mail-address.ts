/**
 * Which e-mail addresses the directory takes. Demonstration entries get addresses under the reserved domain `.example` only,
 * so that trying the product never writes to a real mailbox.
 * Source: RFC 5321 section 4.5.3.1 (lengths), RFC 5322 section 3.2.3 (atoms), RFC 2606 section 2 (`.example`).
 */
import { Problem } from '../../schemas/problems/problem.js';

const atoms = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const domain = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])$/;

export interface AddressUse {
  /** The field to name in a refusal. */
  readonly field: string;
  readonly demonstration: boolean;
}

/**
 * The address with its domain in lower case.
 * @throws Problem `invalid_request` when it is none, or not under `.example` for a demonstration entry
 */
export function requireAddress(text: string, use: AddressUse): string {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0)).trim();
  const host = text
    .slice(at + 1)
    .trim()
    .toLowerCase();
  if (local.length > 64 || host.length > 253 || !atoms.test(local) || !domain.test(host)) {
    throw new Problem('invalid_request', {
      detail: `"${text.slice(0, 80)}" is not an e-mail address`,
      field: use.field,
    });
  }
  if (use.demonstration && !host.endsWith('.example')) {
    throw new Problem('invalid_request', {
      detail: `A demonstration entry takes only addresses under .example, not ${host}`,
      field: use.field,
    });
  }
  return `${local}@${host}`;
}
