// First what a plugin author needs from the layers below, so that this package is their only import; then our own.

export type {
  Activity,
  Backoff,
  Clock,
  Equals,
  Follower,
  Keyed,
  KeyedOptions,
  LongPollOptions,
  PollOptions,
  Sink,
  SourceOptions,
  Stale,
  StreamOptions,
  Var,
  WatchContext,
  WatchEvent,
  WatchOptions,
  WatchRegistry,
  WatchStatus,
} from '@namerd/activity';
export {
  collect,
  constant,
  createWatchRegistry,
  failing,
  firstState,
  keyed,
  longPoll,
  poll,
  State,
  source,
  stalest,
  stream,
  systemClock,
  VirtualClock,
  variable,
} from '@namerd/activity';
export type { Dentry, Prefix, Weighted } from '@namerd/dtab';
export { Dtab, Label, NameTree, Path } from '@namerd/dtab';
export type { NamingErrorCode, NamingErrorOptions } from '@namerd/errors';
export { NamingError, namingErrorCodes } from '@namerd/errors';
export type {
  BindLimits,
  Bound,
  Captures,
  DelegateNode,
  DelegateStep,
  DelegateTree,
  Interpreter,
  InterpreterOptions,
  LocalInterpreter,
  Meta,
  MetaValue,
  Mount,
  Name,
  Namer,
  PathPattern,
  Resolver,
  RewriteOptions,
  SystemNamerOptions,
  Template,
  WeightedDelegate,
  WeightedLeaf,
} from '@namerd/namer';
export {
  Addr,
  addrOf,
  bindLimits,
  boundTreeEquals,
  compilePattern,
  compileRewrite,
  compileTemplate,
  createInterpreter,
  delegateTreeEquals,
  Endpoint,
  findInDelegation,
  nodeResolver,
  rewritingNamer,
  sameBound,
  simplifyDelegation,
  systemNamer,
  weightedLeaves,
  whilePresent,
} from '@namerd/namer';
export type { CallOptions, DeleteOptions, DtabCheck, DtabStore } from '@namerd/store';
export { Namespace, readOnly, readOwnWrite, StoreError, Version, VersionedDtab, validated } from '@namerd/store';
export type { ClientAuthConfig, ClientTlsConfig, ClientTlsOptions } from './client-tls.ts';
export { clientTlsSchema, loadClientTls } from './client-tls.ts';
export type { InterfaceContext, Logger, NamerContext, PluginContext } from './context.ts';
export type { PluginContextOptions } from './create-context.ts';
export { createPluginContext } from './create-context.ts';
export type { AnyPlugin, InterfacePlugin, ListenAddress, NamerPlugin, ServedInterface, StorePlugin } from './define.ts';
export { defineInterface, defineNamer, defineStore } from './define.ts';
export type { GuardedNamer, NamerStats } from './guard-namer.ts';
export { guardNamer } from './guard-namer.ts';
export type { GuardedStore, StoreStats } from './guard-store.ts';
export { guardStore } from './guard-store.ts';
export { knownKeys } from './known-keys.ts';
export type { Namespaces } from './namespaces.ts';
export { createNamespaces } from './namespaces.ts';
export { nearest } from './nearest.ts';
export type { RegisteredNamer, RegisteredStore, Registry, Role } from './registry.ts';
export { createRegistry } from './registry.ts';
export type { ConfigIssue, Decoded, Schema } from './schema.ts';
export { configSchema, unknownKey, z } from './schema.ts';
export type { Telemetry, TelemetryEvent, TelemetryOf, WatchTelemetry } from './telemetry.ts';
export { createTelemetry } from './telemetry.ts';
export { ipLiteral, port } from './values.ts';
