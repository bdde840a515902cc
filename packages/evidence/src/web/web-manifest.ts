import { accept, type Result, refuse } from '@hufu/contract';

/** A file of the web pages as a server gives it to everybody. */
export interface WebFile {
  /** As asked for: `/m/`, `/m/assets/index-3f.js`. */
  readonly path: string;
  readonly sizeBytes: number;
  /** SHA-256 in hex. */
  readonly digest: string;
}

const FIRST_LINE = 'hufu web-manifest v1';
const line = /^([0-9a-f]{64}) (0|[1-9]\d{0,11}) (\/[\w.~/-]*)$/;

/**
 * The list of every file of the web pages, as the release quorum signs its digest: one line a file, in the order of
 * their paths. Same files, same bytes.
 */
export function formatWebManifest(files: readonly WebFile[]): string {
  const lines = [...files]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map((f) => `${f.digest} ${f.sizeBytes} ${f.path}\n`);
  return `${FIRST_LINE}\n${lines.join('')}`;
}

/** Reads such a list; what is not exactly as it would be written is refused. */
export function parseWebManifest(text: string): Result<WebFile[]> {
  const bad = (problem: string) => refuse('WEB_MANIFEST_MALFORMED', { problem });
  const [first, ...lines] = text.split('\n');
  if (first !== FIRST_LINE || lines.pop() !== '') return bad('first or last line');
  const files: WebFile[] = [];
  for (const [i, text] of lines.entries()) {
    const [, digest, size, path] = line.exec(text) ?? [];
    if (digest === undefined || path === undefined || path.split('/').some((p) => /^\.+$/.test(p)))
      return bad(`line ${i + 2}`);
    const before = files.at(-1)?.path;
    if (before !== undefined && before >= path) return bad(`order, line ${i + 2}`);
    files.push({ path, sizeBytes: Number(size), digest });
  }
  return files.length > 0 ? accept(files) : bad('empty');
}
