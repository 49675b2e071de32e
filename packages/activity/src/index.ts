export type { Activity } from './activity.ts';
export { collect } from './collect.ts';
export { constant, failing } from './constant.ts';
export { firstState } from './first.ts';
export type { Equals, Stale } from './state.ts';
export { State, stalest } from './state.ts';
export type { Var } from './var.ts';
export { variable } from './var.ts';

// For authors of namers and stores.

export type { Clock } from './clock.ts';
export { systemClock } from './clock.ts';
export type { Keyed, KeyedOptions } from './keyed.ts';
export { keyed } from './keyed.ts';
export type { Sink, SourceOptions } from './node/source.ts';
export { source } from './source.ts';
export { VirtualClock } from './virtual-clock.ts';
export type { Backoff, WatchContext, WatchEvent } from './watch/context.ts';
export { longPoll } from './watch/long-poll.ts';
export type { Follower, LongPollOptions, PollOptions, StreamOptions, WatchOptions } from './watch/options.ts';
export { poll } from './watch/poll.ts';
export type { WatchRegistry, WatchStatus } from './watch/registry.ts';
export { createWatchRegistry } from './watch/registry.ts';
export { stream } from './watch/stream.ts';
export type { CallBounds } from './within.ts';
export { within } from './within.ts';
