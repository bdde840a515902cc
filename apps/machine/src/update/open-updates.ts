import packageJson from '../../package.json' with { type: 'json' };
import { openSlots } from './slots.ts';
import { openUpdateKeeper, type UpdateContext, type UpdateKeeper } from './update-keeper.ts';

/** Opens the slots of a machine and what takes in releases, as the program that runs now. */
export async function openUpdates(
  root: string,
  context: Omit<UpdateContext, 'slots' | 'version'>,
): Promise<UpdateKeeper> {
  const slots = openSlots(root);
  const { active, trial, programs } = await slots.read();
  const running = programs[trial?.slot ?? active];
  // The program of the package itself stands in no release: its own number is its version.
  return openUpdateKeeper({ ...context, slots, version: running?.version ?? packageJson.version });
}
