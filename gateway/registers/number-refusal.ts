/** Why a book refused a number. The database decides (migrations 0008, 0033, 0040); here its answer gets a name. */
import { violates } from '../database/unique-violation.js';

/** Codes of problems: another entry has the number, or it was cancelled and is not given again. */
export type NumberRefusal = 'number_taken' | 'number_cancelled';

/** Null for every other fault. */
export function numberRefusal(error: unknown): NumberRefusal | null {
  if (violates(error, 'register_cancelled_number')) return 'number_cancelled';
  return violates(error, 'register_number') || violates(error, 'register_incoming_number') ? 'number_taken' : null;
}
