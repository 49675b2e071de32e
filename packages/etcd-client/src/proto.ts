import { fileURLToPath } from 'node:url';
import { loadSync, type ServiceDefinition } from '@grpc/proto-loader';

/** 64-bit numbers as protobuf hands them to us: decimal text. */
export type Int64 = string;

export interface Header {
  readonly revision: Int64;
}

export interface KeyValue {
  readonly key: Uint8Array;
  readonly create_revision: Int64;
  readonly mod_revision: Int64;
  readonly value: Uint8Array;
}

export interface RangeRequest {
  readonly key: Uint8Array;
  readonly range_end?: Uint8Array;
  readonly limit?: number;
  readonly revision?: Int64;
  readonly keys_only?: boolean;
}

export interface RangeResponse {
  readonly header: Header;
  readonly kvs: readonly KeyValue[];
  readonly more: boolean;
}

export interface Compare {
  readonly result: 'EQUAL' | 'GREATER';
  readonly target: 'CREATE' | 'MOD';
  readonly key: Uint8Array;
  readonly create_revision?: Int64;
  readonly mod_revision?: Int64;
}

export interface RequestOp {
  readonly request_range?: RangeRequest;
  readonly request_put?: { readonly key: Uint8Array; readonly value: Uint8Array };
  readonly request_delete_range?: { readonly key: Uint8Array };
}

export interface TxnRequest {
  readonly compare: readonly Compare[];
  readonly success: readonly RequestOp[];
  readonly failure: readonly RequestOp[];
}

export interface TxnResponse {
  readonly header: Header;
  readonly succeeded: boolean;
  readonly responses: readonly { readonly response_range?: RangeResponse }[];
}

export interface WatchRequest {
  readonly create_request?: { readonly key: Uint8Array; readonly range_end: Uint8Array; readonly start_revision: Int64 };
  readonly progress_request?: Readonly<Record<string, never>>;
}

export interface WatchResponse {
  readonly header: Header;
  readonly created: boolean;
  readonly canceled: boolean;
  readonly compact_revision: Int64;
  readonly cancel_reason: string;
  readonly events: readonly { readonly type: 'PUT' | 'DELETE'; readonly kv: KeyValue }[];
}

export interface AuthenticateRequest {
  readonly name: string;
  readonly password: string;
}

export interface AuthenticateResponse {
  readonly token: string;
}

/** A method of etcd, with how its messages are written and read. */
export interface Method<Q, A> {
  readonly path: string;
  readonly write: (request: Q) => Buffer;
  readonly read: (bytes: Buffer) => A;
}

/** The methods that we call. */
export interface Methods {
  readonly range: Method<RangeRequest, RangeResponse>;
  readonly txn: Method<TxnRequest, TxnResponse>;
  readonly watch: Method<WatchRequest, WatchResponse>;
  readonly authenticate: Method<AuthenticateRequest, AuthenticateResponse>;
}

let loaded: Methods | undefined;

/** Reads `proto/etcd.proto`, once. */
export function methods(): Methods {
  loaded ??= load();
  return loaded;
}

function load(): Methods {
  const file = fileURLToPath(new URL('../proto/etcd.proto', import.meta.url));
  const definitions = loadSync(file, { keepCase: true, longs: String, enums: String, defaults: true });
  const method = <Q extends object, A>(service: string, name: string): Method<Q, A> => {
    const found = (definitions[`etcdserverpb.${service}`] as ServiceDefinition)[name];
    if (found === undefined) throw new TypeError(`no ${service}.${name} in ${file}`);
    return { path: found.path, write: found.requestSerialize, read: (bytes) => found.responseDeserialize(bytes) as A };
  };
  return {
    range: method('KV', 'Range'),
    txn: method('KV', 'Txn'),
    watch: method('Watch', 'Watch'),
    authenticate: method('Auth', 'Authenticate'),
  };
}
