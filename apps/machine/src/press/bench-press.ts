// A controller on a bare mechanism, in a process of its own: `node bench-press.ts <folder> <timing as JSON>`.
import { openBenchPlant } from './bench-plant.ts';
import { startPressProcess } from './press-process.ts';

const [folder = '.', timing = '{}'] = process.argv.slice(2);
const pace = { selectMs: 5, toZoneMs: 10, toContactMs: 5, upMs: 10, ...JSON.parse(timing) };
const press = await startPressProcess({ folder, plant: openBenchPlant(folder, pace) });
process.on('SIGTERM', () => {
  press.close().then(() => process.exit(0));
});
console.log(`ready ${press.tty}`);
