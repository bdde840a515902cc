// A broken controller on the bench mechanism: `node broken-press.ts <mutation> <folder> <timing as JSON>`.
import { flushCompileCache, registerHooks } from 'node:module';
import { editSource, textOf } from './edit-source.ts';
import { mutations } from './mutations.ts';

const [name = '', ...rest] = process.argv.slice(2);
const mutation = mutations[name];
if (!mutation) throw new RangeError(`no mutation ${name}: ${Object.keys(mutations).join(' ')}`);
const open = new Set(mutation.edits);
registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!mutation.edits.some(({ file }) => url.endsWith(file))) return loaded;
    const { source, made } = editSource(mutation, url, textOf(loaded.source));
    for (const edit of made) open.delete(edit);
    return { ...loaded, source };
  },
});
process.argv.splice(2, process.argv.length, ...rest);
await import('../../press/bench-press.ts');
if (open.size > 0) throw new RangeError(`not exchanged: ${[...open].map((e) => e.file).join(' ')}`);
// It ends by SIGKILL, and then nothing that was compiled would be kept for its next start.
flushCompileCache();
