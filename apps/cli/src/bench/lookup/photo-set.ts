import { existsSync, readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

const PAGE = 'flat_document.png';

/**
 * Whether a folder holds real photographs in one of two layouts: one folder a page with `flat_document.png` and its
 * photos; or `registered/<name>.*` and `photos/<name>[_<kind>].*`, where a photo of no registered name is a stranger.
 */
export function isLookupSet(dir: string): boolean {
  return pageFolders(dir).length > 0 || existsSync(join(dir, 'registered'));
}

function pageFolders(dir: string): string[] {
  if (!existsSync(dir) || !statSync(dir).isDirectory()) return [];
  return readdirSync(dir)
    .filter((name) => existsSync(join(dir, name, PAGE)))
    .sort();
}

/** Registers every page of the set; returns the record of each by its name. */
export async function registerSet(
  dir: string,
  register: (png: Uint8Array) => Promise<string>,
): Promise<Map<string, string>> {
  const records = new Map<string, string>();
  for (const folder of pageFolders(dir))
    records.set(folder, await register(await bytesOf(dir, folder, PAGE)));
  for (const file of filesOf(dir, 'registered'))
    records.set(stem(file), await register(await bytesOf(dir, 'registered', file)));
  return records;
}

/** Every photo of the set with the name of the page that it shows. */
export async function* setPhotos(
  dir: string,
): AsyncGenerator<{ kind: string; of: string | undefined; photo: Uint8Array }> {
  for (const folder of pageFolders(dir))
    for (const file of filesOf(dir, folder).filter((f) => /\.jpe?g$/i.test(f)))
      yield { kind: stem(file), of: folder, photo: await bytesOf(dir, folder, file) };
  const known = filesOf(dir, 'registered').map(stem);
  for (const file of filesOf(dir, 'photos')) {
    const of = known
      .filter((name) => stem(file) === name || stem(file).startsWith(`${name}_`))
      .sort((a, b) => b.length - a.length)[0];
    const kind = of === undefined ? 'stranger' : stem(file).slice(of.length + 1) || 'photo';
    yield { kind, of, photo: await bytesOf(dir, 'photos', file) };
  }
}

function filesOf(dir: string, folder: string): string[] {
  if (!existsSync(join(dir, folder))) return [];
  return readdirSync(join(dir, folder))
    .filter((name) => /\.(jpe?g|png)$/i.test(name))
    .sort();
}

async function bytesOf(...path: string[]): Promise<Uint8Array> {
  return new Uint8Array(await readFile(join(...path)));
}

function stem(file: string): string {
  return basename(file).replace(/\.\w+$/, '');
}
