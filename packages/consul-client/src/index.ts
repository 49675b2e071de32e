export type { ConsulClient } from './client.ts';
export { createConsulClient } from './client.ts';
export type { ConsulEntry, ConsulKeysOptions, ConsulKv, ConsulKvRead, ConsulWrite, ConsulWriteOptions } from './kv.ts';
export type { ConsulAnswer, ConsulClientOptions, ConsulConsistency, ConsulGetOptions, ConsulTls } from './options.ts';
export { maxWaitMs } from './options.ts';
