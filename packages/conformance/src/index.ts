export type { VectorRun } from './run.ts';
export { runVectors, vectors } from './run.ts';
