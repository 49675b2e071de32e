export type { DeclareOptions, SuiteRule, TestFn } from './declare.ts';
export { declareRules, pass, toReport, tried } from './declare.ts';
export { Ends } from './ends.ts';
export { eventually, pause } from './pause.ts';
export { Turnstile } from './turnstile.ts';
export { Watch, within } from './watch.ts';
