export { type WitnessConfig, zWitnessConfig } from './config.ts';
export { type RunningWitness, startWitness } from './serve.ts';
