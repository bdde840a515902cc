// The press controller in a process of its own, for benches that cut its power and spoil its line.
export { openPairKey } from './press-keys.ts';
export { openSerialLine, type SerialLine } from './serial-line.ts';

/** Script of a controller on a bare mechanism: `node <script> <folder> <timing as JSON>`; says `ready <tty>`. */
export const benchPressScript = new URL('./bench-press.ts', import.meta.url).pathname;
