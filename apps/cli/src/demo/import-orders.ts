import { importVillage, type RunningServer, type VillageHistory, type VillageImport } from '@hufu/server';

/** What the demo asks of its server: values come from the parent process, over a pipe that only it holds. */
export async function carryOutImport(running: RunningServer, what: string, value: unknown): Promise<unknown> {
  switch (what) {
    case 'village':
      await importVillage(running.parts, value as VillageImport);
      return true;
    case 'history': {
      const { village, items, blobs } = value as HistoryOrder;
      return await running.importHistory({
        village,
        items,
        blobs: blobs.map((bytes) => ({ bytes, mediaType: bytes[0] === 0x89 ? 'image/png' : 'image/jpeg' })),
      });
    }
    case 'history':
      return await running.importHistory(value as VillageHistory);
    default:
      throw new RangeError(`unknown order ${what}`);
  }
}
