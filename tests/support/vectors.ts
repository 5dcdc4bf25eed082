/** Where the shared test vectors lie: `CONGVAN_VECTORS`, else `../shared/vectors` beside the checkout. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const vectorsFolder =
  process.env['CONGVAN_VECTORS'] ?? fileURLToPath(new URL('../../../shared/vectors', import.meta.url));

/** The path of a vector; an error that names the suite when it is not there. */
export function vectorPath(suite: string, file: string): string {
  const path = join(vectorsFolder, suite, file);
  if (!existsSync(path))
    throw new Error(`the vector suite "${suite}" is missing ${file}: set CONGVAN_VECTORS to the folder of the vectors`);
  return path;
}
