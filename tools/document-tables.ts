import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Reads a file of the repository by its path from the root. */
export function readFromRoot(path: string): string {
  return readFileSync(`${root}/${path}`, 'utf8');
}

/** The cells of every table row of a document whose first cell matches. */
export function rowsOf(markdown: string, first: RegExp): string[][] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter(([cell]) => cell !== undefined && first.test(cell));
}

/** A test that a document names: the file, and words of its title. */
export interface NamedTest {
  readonly file: string;
  readonly title: string;
}

/** The tests named in a cell: a path ending in `.test.ts`, then titles in backticks, then perhaps the next path. */
export function testsNamedIn(cell: string): NamedTest[] {
  const named: NamedTest[] = [];
  let file: string | undefined;
  for (const [, path, title] of cell.matchAll(/([\w./-]+\.test\.tsx?)|`([^`]+)`/g)) {
    if (path !== undefined) file = path;
    else if (title !== undefined) named.push({ file: file ?? '', title });
  }
  return named;
}

/**
 * What is wrong with a named test; undefined when nothing is. A title is quoted as it stands in the source;
 * `group > test` and `test > row of its table` are looked for part by part.
 */
export function wrongWith({ file, title }: NamedTest): string | undefined {
  if (file === '') return `no file before “${title}”`;
  if (!existsSync(`${root}/${file}`)) return `${file} does not exist`;
  const source = readFromRoot(file);
  const missing = title.split(' > ').find((part) => !source.includes(part));
  return missing === undefined ? undefined : `${file} has no “${missing}”`;
}
