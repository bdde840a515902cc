import { HufuError } from '@hufu/contract';
import { readConfig, startAgent, startSimMachine, zAgentConfig, zSimConfig } from '@hufu/machine';
import { announceReady } from '../processes/child.ts';
import { untilStopped } from '../processes/until-stopped.ts';

/** `hufu machine agent|sim`: one half of a machine, until it is stopped. */
export async function machine(part: string, options: { config: string }): Promise<void> {
  switch (part) {
    case 'agent': {
      const agent = await startAgent(await readConfig(options.config, zAgentConfig), {
        onTrouble: (e) => console.error(new Date().toISOString(), e),
      });
      announceReady({ kioskUrl: agent.kioskUrl });
      return untilStopped(agent);
    }
    case 'sim': {
      const sim = await startSimMachine(await readConfig(options.config, zSimConfig));
      // A press controller that lost its memory must not go on: whoever supervises it starts it again.
      sim.press.shell.failed.catch((e) => {
        console.error('press controller failed', e);
        process.exit(1);
      });
      announceReady({ panelUrl: sim.panelUrl });
      return untilStopped(sim);
    }
    default:
      throw new HufuError('OPTION_INVALID', { context: { option: '<part>', value: part } });
  }
}
