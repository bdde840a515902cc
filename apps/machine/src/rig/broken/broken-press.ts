// A broken controller on the bench mechanism: `node broken-press.ts <mutation> <folder> <timing as JSON>`.
import { registerHooks } from 'node:module';
import { mutations } from './mutations.ts';

const [name = '', ...rest] = process.argv.slice(2);
const mutation = mutations[name];
if (!mutation) throw new RangeError(`no mutation ${name}: ${Object.keys(mutations).join(' ')}`);
const open = new Set(mutation.edits);
registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    const edits = mutation.edits.filter(({ file }) => url.endsWith(file));
    if (edits.length === 0) return loaded;
    const { source: bytes } = loaded;
    let source = typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes ?? new Uint8Array());
    for (const edit of edits) {
      if (!source.includes(edit.find)) throw new RangeError(`${edit.file} has no: ${edit.find}`);
      source = source.replace(edit.find, () => edit.put);
      open.delete(edit);
    }
    return { ...loaded, source };
  },
});
process.argv.splice(2, process.argv.length, ...rest);
await import('../../press/bench-press.ts');
if (open.size > 0) throw new RangeError(`not exchanged: ${[...open].map((e) => e.file).join(' ')}`);
