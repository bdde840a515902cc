export { benchLog, type LogBench } from './bench-log.ts';
export {
  type Cosigned,
  type CosignOptions,
  collectCosignatures,
  type WitnessAddress,
} from './cosign-client.ts';
export { type CosignedHead, cosignHead } from './cosign-head.ts';
export { type FsckReport, fsck } from './fsck.ts';
export { type Log, openLog, type ServedFile } from './log.ts';
export { FULL_CHECK_UP_TO } from './log-recovery.ts';
export type { Appended } from './sequencer.ts';
export { diskTileStore, type TileStore } from './tile-store.ts';
export type { Difference } from './tree-check.ts';
