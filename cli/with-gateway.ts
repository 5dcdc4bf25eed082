/** A gateway for the time of one command: beside a running one, or on its own with the database started for it. */
import { loadConfig } from '../gateway/config.js';
import { type Gateway, openGateway, openLog } from './wiring.js';

const connections = 4;

/**
 * Opens the gateway of this environment, lets `use` work and closes it. Logs warnings only.
 * @param schema a command makes the schema of an empty database and never changes another one
 */
export async function withGateway<T>(
  use: (gateway: Gateway) => Promise<T>,
  schema: 'keep' | 'look' = 'keep',
): Promise<T> {
  const config = loadConfig();
  const log = openLog({ ...config, logLevel: config.logLevel === 'info' ? 'warn' : config.logLevel });
  const databasePool = Math.min(config.databasePool, connections);
  const gateway = await openGateway({ ...config, databasePool }, { log, schema });
  try {
    return await use(gateway);
  } finally {
    await gateway.close();
  }
}
