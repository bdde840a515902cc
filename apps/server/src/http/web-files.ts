import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { formatWebManifest, type WebFile } from '@hufu/evidence';
import { homePage } from './home-page.ts';

/** Where each web app is served. */
export const webApps = { 'web-mobile': '/m/', 'web-desk': '/desk/', 'web-verify': '/verify/' } as const;

/** The folder of a built web app; none where it was not built. */
export function webRoot(webDir: string, name: string): string | undefined {
  const root = path.join(webDir, name, 'dist');
  return existsSync(path.join(root, 'index.html')) ? root : undefined;
}

/**
 * The list of every file that a server gives to browsers, from the folders it serves: what the release quorum signs, and
 * what a server finds its own release by. Files whose names begin with a dot are not served.
 */
export async function listWebFiles(webDir: string, isDemo: boolean): Promise<string> {
  const home = Buffer.from(homePage(isDemo));
  const files: WebFile[] = [
    { path: '/', sizeBytes: home.length, digest: createHash('sha256').update(home).digest('hex') },
  ];
  for (const [name, prefix] of Object.entries(webApps)) {
    const root = webRoot(webDir, name);
    if (root === undefined) continue;
    for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
      const file = path.join(entry.parentPath, entry.name);
      const parts = path.relative(root, file).split(path.sep);
      if (!entry.isFile() || parts.some((p) => p.startsWith('.'))) continue;
      const facts = await digestOf(file);
      files.push({ path: `${prefix}${parts.join('/')}`, ...facts });
      if (parts.join('/') === 'index.html') files.push({ path: prefix, ...facts });
    }
  }
  return formatWebManifest(files);
}

async function digestOf(file: string): Promise<Pick<WebFile, 'sizeBytes' | 'digest'>> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const piece of createReadStream(file)) {
    hash.update(piece);
    sizeBytes += piece.length;
  }
  return { sizeBytes, digest: hash.digest('hex') };
}
