import { importVillage, type RunningServer, type VillageImport } from '@hufu/server';

/** What the demo asks of its server: values come from the parent process, over a pipe that only it holds. */
export async function carryOutImport(running: RunningServer, what: string, value: unknown): Promise<unknown> {
  switch (what) {
    case 'village':
      await importVillage(running.parts, value as VillageImport);
      return true;
    default:
      throw new RangeError(`unknown order ${what}`);
  }
}
