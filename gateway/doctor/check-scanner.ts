/** Does the virus scanner answer, when one is configured? */
import type { GatewayContext } from '../context.js';
import { type Finding, fine, problem } from './finding.js';

export async function checkScanner({ scanner }: Pick<GatewayContext, 'scanner'>): Promise<Finding> {
  if (scanner === null) return fine('scanner', 'không quét vi-rút', 'no virus scanner is configured');
  try {
    const version = await scanner.version();
    return fine('scanner', `trình quét vi-rút trả lời: ${version}`, `the virus scanner answers: ${version}`);
  } catch (error) {
    const said = (error as Error).message;
    return problem(
      'scanner',
      `trình quét vi-rút không trả lời: ${said}`,
      `the virus scanner does not answer: ${said}`,
      'Documents are refused and mails are held until it does. Start clamd, or correct CONGVAN_CLAMD_URL.',
    );
  }
}
