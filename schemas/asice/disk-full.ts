/** Recognises "no room left" among the file system's errors. */
import { Problem } from '../problems/problem.js';

/** The error as Problem `storage_full` when the disk or the quota is exhausted; any other error unchanged. */
export function asStorageFull(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT' ? new Problem('storage_full', { cause: error }) : error;
}
