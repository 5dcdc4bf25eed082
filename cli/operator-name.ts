/** Who acts through the command line: the account of the operating system, for the record of events. */
import { userInfo } from 'node:os';

export function operatorName(): string {
  try {
    return `cli:${userInfo().username}`;
  } catch {
    // An account that has a number and no name, as in containers.
    return `cli:${process.getuid?.() ?? 'unknown'}`;
  }
}
