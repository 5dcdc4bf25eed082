/** Recognises "no room left" among the file system's errors. */
import { Problem } from '../problems/problem.js';

/** No space, no quota, or a file that may not grow further (a limit of the process or the file system). */
const codes = new Set<unknown>(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** The error as Problem `storage_full` when the disk or the quota is exhausted; any other error unchanged. */
export function asStorageFull(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return codes.has(code) ? new Problem('storage_full', { cause: error }) : error;
}

/** The same promise, whose failure is Problem `storage_full` when the disk or the quota is exhausted. */
export function orStorageFull<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw asStorageFull(error);
  });
}
