import { importVillage, type PastStatement, type RunningServer, type VillageImport } from '@hufu/server';

/** The past of a village as it comes through the pipe: pictures as plain bytes. */
export interface HistoryOrder {
  readonly village: string;
  readonly items: readonly PastStatement[];
  readonly blobs: readonly Uint8Array[];
}

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
    default:
      throw new RangeError(`unknown order ${what}`);
  }
}
