export type * from './plant.ts';
