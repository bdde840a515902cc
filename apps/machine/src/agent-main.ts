import { pino } from 'pino';
import { readConfig, zAgentConfig } from './agent/config.ts';
import { startAgent } from './agent/start-agent.ts';

// `node agent-main.ts <config.json>`: the agent of one machine as a process of its own.
const [path] = process.argv.slice(2);
const log = pino({ name: 'machine-agent' });
if (path === undefined) {
  log.fatal('usage: agent-main.ts <config.json>');
  process.exit(2);
}
const agent = await startAgent(await readConfig(path, zAgentConfig), {
  onTrouble: (error) => log.warn({ err: error }, 'trouble'),
  // Whoever supervises us starts the program that is due (A/B update).
  onRestart: () => process.kill(process.pid, 'SIGTERM'),
});
log.info({ kioskUrl: agent.kioskUrl }, 'ready');
// One line for whoever started us, so that nobody has to read logs.
process.stdout.write(`ready ${agent.kioskUrl}\n`);
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void agent.close());
