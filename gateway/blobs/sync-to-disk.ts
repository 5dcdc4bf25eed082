/** What must outlive a crash of the machine. */
import { open } from 'node:fs/promises';

/** fsync of a file, or of a folder's list of names. */
export async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
