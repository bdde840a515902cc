import { readConfig, startAgent, startSimMachine, zAgentConfig, zSimConfig } from '@hufu/machine';
import { announceReady } from '../processes/child.ts';
import { untilStopped } from '../processes/until-stopped.ts';

/** `hufu machine agent`: the host of a machine, until it is stopped. */
export async function agent(config: string): Promise<void> {
  const running = await startAgent(await readConfig(config, zAgentConfig), {
    onTrouble: (e) => console.error(new Date().toISOString(), e),
    // The service manager starts us again, and the launcher the program that is due.
    onRestart: () => process.kill(process.pid, 'SIGTERM'),
  });
  announceReady({ kioskUrl: running.kioskUrl });
  return untilStopped(running);
}

/** `hufu machine sim`: press controller and simulated world, until they are stopped. */
export async function sim(config: string): Promise<void> {
  const running = await startSimMachine(await readConfig(config, zSimConfig));
  // A press controller that lost its memory must not go on: whoever supervises it starts it again.
  running.press.shell.failed.catch((e) => {
    console.error('press controller failed', e);
    process.exit(1);
  });
  announceReady({ panelUrl: running.panelUrl });
  return untilStopped(running);
}
