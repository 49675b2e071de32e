export type { ZkAcl } from './acl.ts';
export { ZkPerms } from './acl.ts';
export type { ZkClient, ZkCreateOptions, ZkDecode, ZkFeed, ZkVersionOptions, ZkWriteOptions } from './client.ts';
export { createZkClient } from './create-client.ts';
export type { ZkNode, ZkReading, ZkStat } from './node.ts';
export type { ZkAddress, ZkAuth, ZkClientOptions } from './options.ts';
export type { ZkSessionEvent, ZkStatus } from './session-event.ts';
