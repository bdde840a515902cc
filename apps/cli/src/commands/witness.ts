import { HufuError } from '@hufu/contract';
import { startWitness, zWitnessConfig } from '@hufu/witness';
import { announceReady } from '../processes/child.ts';
import { untilStopped } from '../processes/until-stopped.ts';
import { compareWitnesses } from './compare-witnesses.ts';
import { readJsonFile } from './json-file.ts';

/** What `hufu witness` is told. */
export interface WitnessOptions {
  readonly config?: string;
  readonly policy?: string;
  readonly log?: string;
  readonly json?: boolean;
}

/** `hufu witness [run]`: an independent witness, until it is stopped. `hufu witness compare`: do they agree? */
export async function witness(what: string, { config, policy, ...options }: WitnessOptions): Promise<void> {
  const wanted = (option: string, value = '') =>
    new HufuError('OPTION_INVALID', { context: { option, value } });
  switch (what) {
    case 'run': {
      if (config === undefined) throw wanted('--config');
      const running = await startWitness(readJsonFile(config, zWitnessConfig));
      announceReady({ url: running.url });
      await untilStopped(running);
      return;
    }
    case 'compare':
      if (policy === undefined) throw wanted('--policy');
      return await compareWitnesses({ policy, ...options });
    default:
      throw wanted('[what]', what);
  }
}
