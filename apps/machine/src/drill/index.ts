// The drill: real agent and real press core in one process and in virtual time, for benches and matrices of faults.
export { foundDrillVillage } from './drill-village.ts';
export { type RandomRunResult, randomRun } from './random-run.ts';
