/**
 * Whether an unprivileged user can get at a folder: each folder on the way must let it pass.
 * Does not change permissions.
 */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';

export interface OsUser {
  readonly uid: number;
  readonly gid: number;
}

/** True when users who own nothing can enter `folder` and every folder above it. A missing folder counts as its parent does. */
export function isEnterableByOthers(folder: string): boolean {
  return isEnterableBy(folder, { uid: -1, gid: -1 });
}

/** True when `user` can enter `folder` and every folder above it. A missing folder counts as its parent does. */
export function isEnterableBy(folder: string, user: OsUser): boolean {
  for (let path = folder; ; path = dirname(path)) {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats !== undefined && !mayEnter(stats, user)) return false;
    if (path === dirname(path)) return true;
  }
}

function mayEnter(stats: { mode: number; uid: number; gid: number }, user: OsUser): boolean {
  if (stats.uid === user.uid) return (stats.mode & 0o100) !== 0;
  if (stats.gid === user.gid) return (stats.mode & 0o010) !== 0;
  return (stats.mode & 0o001) !== 0;
}
