/**
 * Whom the gateway of this data folder trusts, for `verify` without `--trust`, and whether the network may be asked. Without a gateway
 * here: nobody is trusted. Reads only; makes neither schema nor keys.
 */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { loadConfig } from '../gateway/config.js';
import { openOnlineEvidence } from '../gateway/identity/online-evidence.js';
import { readTrust } from '../gateway/identity/trust.js';
import { openDatabaseHome, openLog } from './wiring.js';

/** Version null: there is no gateway. */
type Trust = Omit<Awaited<ReturnType<typeof readTrust>>, 'version'> & { readonly version: number | null };

export async function trustBeside(): Promise<Trust> {
  const config = loadConfig();
  if (config.databaseUrl === null && !(await isThere(join(config.data, 'keys'))))
    return { anchors: [], intermediates: [], crls: [], version: null };
  const home = await openDatabaseHome(config, openLog({ ...config, logLevel: 'error' }));
  try {
    return await readTrust(home.database);
  } finally {
    await home.close();
  }
}

export const onlineAsConfigured = () => openOnlineEvidence(loadConfig());

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
