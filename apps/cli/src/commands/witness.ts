import { startWitness, zWitnessConfig } from '@hufu/witness';
import { announceReady } from '../processes/child.ts';
import { untilStopped } from '../processes/until-stopped.ts';
import { readJsonFile } from './json-file.ts';

/** `hufu witness`: an independent witness, until it is stopped. */
export async function witness(options: { config: string }): Promise<void> {
  const running = await startWitness(readJsonFile(options.config, zWitnessConfig));
  announceReady({ url: running.url });
  await untilStopped(running);
}
