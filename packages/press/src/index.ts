export { unpowered } from './boot.ts';
export { type PressSecrets, step } from './core.ts';
export * from './frame.ts';
export type * from './plant.ts';
export { preHashOf } from './press-requests.ts';
export * from './state.ts';
