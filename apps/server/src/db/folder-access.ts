import { statSync } from 'node:fs';
import path from 'node:path';

/** An account of the operating system. */
export interface OsAccount {
  readonly uid: number;
  readonly gid: number;
}

/** The first parent of `folder` (itself included, as far as it exists) that the account cannot pass. */
export function firstImpassable(folder: string, account: OsAccount): string | undefined {
  const parts = path.resolve(folder).split(path.sep).filter(Boolean);
  let at: string = path.sep;
  for (const part of ['', ...parts]) {
    at = path.join(at, part);
    const stat = statSync(at, { throwIfNoEntry: false });
    if (!stat) return undefined;
    const shift = stat.uid === account.uid ? 6 : stat.gid === account.gid ? 3 : 0;
    if (((stat.mode >> shift) & 0o1) === 0) return at;
  }
  return undefined;
}
