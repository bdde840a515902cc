import { HufuError } from '@hufu/contract';
import { readConfig, startAgent, startSimMachine, zAgentConfig, zSimConfig } from '@hufu/machine';
import { announceReady } from '../processes/child.ts';
import { untilStopped } from '../processes/until-stopped.ts';
import { type CertifyOptions, certify } from './machine-certify.ts';

/** `hufu machine agent|sim`: one half of a machine, until it is stopped; `certify`: holds a press controller to the protocol. */
export async function machine(
  part: string,
  options: CertifyOptions & { readonly config?: string },
): Promise<void> {
  if (part === 'certify') return certify(options);
  const { config } = options;
  if (config === undefined)
    throw new HufuError('OPTION_INVALID', { context: { option: '--config', value: '' } });
  switch (part) {
    case 'agent': {
      const agent = await startAgent(await readConfig(config, zAgentConfig), {
        onTrouble: (e) => console.error(new Date().toISOString(), e),
      });
      announceReady({ kioskUrl: agent.kioskUrl });
      return untilStopped(agent);
    }
    case 'sim': {
      const sim = await startSimMachine(await readConfig(config, zSimConfig));
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
