import { registerHooks } from 'node:module';
import type { startPressShell } from '../../press/press-shell.ts';
import { editSource, textOf } from './edit-source.ts';
import { type Mutation, mutations } from './mutations.ts';

const SHELL = new URL('../../press/press-shell.ts', import.meta.url).href;
/** Modules that a mutant has for itself; all others are the same for every mutant and for who certifies it. */
const controller = /\/(packages\/press\/src|machine\/src\/press)\//;
const statements = /\/packages\/statement\/src\//;
const opened = new Map<string, { mutation: Mutation; open: Set<Mutation['edits'][number]> }>();

const mutantOf = (url: string | undefined) =>
  url === undefined ? null : new URL(url).searchParams.get('mutant');

function isOwn(url: string, mutation: Mutation | undefined): boolean {
  if (controller.test(url)) return true;
  return statements.test(url) && (mutation?.edits.some((e) => e.file.startsWith('statement/')) ?? false);
}

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    const name = mutantOf(context.parentURL);
    return name !== null && isOwn(resolved.url, opened.get(name)?.mutation)
      ? { ...resolved, url: `${resolved.url}?mutant=${name}` }
      : resolved;
  },
  load(url, context, next) {
    const loaded = next(url, context);
    const mutant = opened.get(mutantOf(url) ?? '');
    if (!mutant) return loaded;
    const { source, made } = editSource(mutant.mutation, url, textOf(loaded.source));
    for (const edit of made) mutant.open.delete(edit);
    return { ...loaded, source };
  },
});

/** Loads the controller once more, with the words of a mutation exchanged: beside the honest one, in the same process. */
export async function mutatedShell(name: string): Promise<typeof startPressShell> {
  const mutation = mutations[name];
  if (!mutation) throw new RangeError(`no mutation ${name}: ${Object.keys(mutations).join(' ')}`);
  const open = new Set(mutation.edits);
  opened.set(name, { mutation, open });
  const shell = await import(`${SHELL}?mutant=${name}`);
  if (open.size > 0) throw new RangeError(`not exchanged: ${[...open].map((e) => e.file).join(' ')}`);
  return shell.startPressShell;
}
