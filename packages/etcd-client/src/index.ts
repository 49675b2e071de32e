export type { EtcdClient } from './client.ts';
export { createEtcdClient } from './create-client.ts';
export type { EtcdCondition, EtcdEntry, EtcdListing, EtcdOutcome, EtcdWriteOptions } from './entry.ts';
export type { EtcdClientOptions, EtcdCredentials } from './options.ts';
export type { EtcdV2Client, EtcdV2Node, EtcdV2Reading, EtcdV2WaitOptions } from './v2/client.ts';
export { createEtcdV2Client } from './v2/create-client.ts';
export type { EtcdEvent, EtcdWatchEnd, EtcdWatchOptions } from './watch.ts';
