/** Notes in the database that a backup was made, so that people who look after it are told how old the last one is. */
import type { Database } from '../database/database.js';
import { recordEvents } from './events.store.js';

export interface MadeBackup {
  readonly folder: string;
  readonly rows: number;
  readonly containers: number;
  /** How many containers are missing in it. */
  readonly damaged: number;
}

export function noteBackup(database: Database, made: MadeBackup, actor: string): Promise<void> {
  return database.transaction((tx) =>
    recordEvents(tx, [{ kind: 'backup.made', agencies: [], payload: { ...made, actor } }]),
  );
}
