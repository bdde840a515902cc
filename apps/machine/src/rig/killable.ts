import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** A program that can be killed and started again; only ever the process that was started here is killed. */
export function killable(script: string, configPath: string) {
  let child: ChildProcess | undefined;
  return {
    async start(): Promise<void> {
      const started = spawn(process.execPath, [script, configPath], { stdio: ['ignore', 'pipe', 'inherit'] });
      child = started;
      if (!started.stdout) throw new Error('no output');
      let said = '';
      for await (const piece of started.stdout) {
        said += String(piece);
        if (said.includes('\nready ') || said.startsWith('ready ')) break;
      }
      if (!said.includes('ready ')) throw new Error(`${script} ended: ${said}`);
      started.stdout.resume();
    },
    async kill(): Promise<void> {
      const running = child;
      if (!running || running.exitCode !== null || running.signalCode !== null) return;
      const exit = once(running, 'exit');
      running.kill('SIGKILL');
      await exit;
    },
  };
}

/** A port that was free a moment ago, for a process that must come back under the same address. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (at === null || typeof at === 'string') throw new Error('no port');
  return at.port;
}
