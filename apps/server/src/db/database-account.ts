import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { OsAccount } from './folder-access.ts';

/**
 * The account the embedded PostgreSQL runs under: PostgreSQL refuses to run as root.
 * Undefined when we are not root: then it is our own.
 */
export function databaseAccount(): OsAccount | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const known = accountNamed('postgres') ?? accountNamed('hufu-db');
  if (known) return known;
  try {
    execFileSync('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'hufu-db'], {
      stdio: 'ignore',
    });
  } catch {
    // No useradd here (a bare container): `nobody` exists everywhere, and the folder is its alone.
    return accountNamed('nobody');
  }
  return accountNamed('hufu-db');
}

function accountNamed(name: string): OsAccount | undefined {
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [login, , uid, gid] = line.split(':');
    if (login === name) return { uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}
