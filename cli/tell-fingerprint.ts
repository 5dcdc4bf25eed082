/** What a command says of a certificate it has stored: its fingerprint, alone on a line. */
import { answer, type CommandOutput } from './command-output.js';

export function tellFingerprint(output: CommandOutput, fingerprint: string): void {
  answer(output, { fingerprint }, `${fingerprint}\n`);
}
