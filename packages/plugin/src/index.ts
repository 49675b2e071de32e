export type { InterfaceContext, Logger, NamerContext, PluginContext } from './context.ts';
export type { AnyPlugin, InterfacePlugin, ListenAddress, NamerPlugin, ServedInterface, StorePlugin } from './define.ts';
export { defineInterface, defineNamer, defineStore } from './define.ts';
export type { ConfigIssue, Decoded, Schema } from './schema.ts';
