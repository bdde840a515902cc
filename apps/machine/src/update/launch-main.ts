import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { chooseSlot, openSlots } from './slots.ts';

// `node launch-main.ts <slots folder> <config.json>`: starts the program that is due, and ends as it ends. It lies outside of
// the slots and is as small as can be: an update never replaces it, so that there is always a way back.
const [root, config] = process.argv.slice(2);
if (root === undefined || config === undefined) {
  console.error('usage: launch-main.ts <slots folder> <config.json>');
  process.exit(2);
}
const slots = openSlots(root);
const { slot, next } = chooseSlot(await slots.read());
// Counted on disk before it runs: a start that takes the machine down with it counts as well.
await slots.write(next);
const program = join(slots.folder(slot), 'apps', 'machine', 'src', 'agent-main.ts');
const child = spawn(process.execPath, [program, config], { stdio: 'inherit' });
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal ? 1 : 0);
});
