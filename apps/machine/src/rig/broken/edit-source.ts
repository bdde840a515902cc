import type { Mutation } from './mutations.ts';

/** The source of a module with the words of a mutation exchanged, and which of its edits were made. */
export function editSource(
  { edits }: Mutation,
  url: string,
  source: string,
): { readonly source: string; readonly made: Mutation['edits'] } {
  const path = new URL(url).pathname;
  const made = edits.filter(({ file }) => path.endsWith(file));
  let edited = source;
  for (const { file, find, put } of made) {
    if (!edited.includes(find)) throw new RangeError(`${file} has no: ${find}`);
    edited = edited.replace(find, () => put);
  }
  return { source: edited, made };
}

/** What a load hook was given, as text. */
export function textOf(source: unknown): string {
  if (typeof source === 'string') return source;
  if (source instanceof Uint8Array || source instanceof ArrayBuffer) return new TextDecoder().decode(source);
  throw new TypeError('a module without source');
}
