import { pino } from 'pino';
import { readConfig } from './agent/config.ts';
import { startSimMachine, zSimConfig } from './sim/start-sim-machine.ts';

// `node sim-main.ts <config.json>`: press controller and simulated world of one machine as a process of their own.
const [path] = process.argv.slice(2);
const log = pino({ name: 'machine-sim' });
if (path === undefined) {
  log.fatal('usage: sim-main.ts <config.json>');
  process.exit(2);
}
const sim = await startSimMachine(await readConfig(path, zSimConfig));
log.info({ panelUrl: sim.panelUrl }, 'ready');
process.stdout.write(`ready ${sim.panelUrl}\n`);
sim.press.shell.failed.catch((error: unknown) => {
  log.fatal({ err: error }, 'the memory of the press controller failed');
  process.exitCode = 1;
  void sim.close();
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void sim.close());
