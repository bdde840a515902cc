// The inner loops of the comparison, in AssemblyScript, built by `node tools/build-kernels.mjs`. All of them read and write
// plain memory: addresses are bytes, planes lie row by row, and whoever calls has made room.
export { blurColumns, blurRow } from './blur';
export { nearestTwo } from './corners';
export { correlateBlock } from './correlate';
export { inkRow, standardiseRow } from './ink';
export { relaxField } from './membrane';
export { halveRows, lumaOf, thirdRows } from './pixels';
export { drawRows, drawRowsOfChannels } from './warp';
