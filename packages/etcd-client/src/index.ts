export type { EtcdClient } from './client.ts';
export { createEtcdClient } from './create-client.ts';
export type { EtcdCondition, EtcdEntry, EtcdListing, EtcdOutcome, EtcdWriteOptions } from './entry.ts';
export type { EtcdClientOptions, EtcdCredentials } from './options.ts';
export type { EtcdEvent, EtcdWatchEnd, EtcdWatchOptions } from './watch.ts';
