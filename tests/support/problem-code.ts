import { isProblem } from '../../schemas/problems/problem.js';

/** What `act` throws, as a code; `none` when it returns. */
export function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (isProblem(error)) return error.code;
    throw error;
  }
  return 'none';
}
