import { createSecureContext } from 'node:tls';
import { type ChannelOptions, Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import type { ClientTlsOptions } from '@namerd/plugin';
import type { Method } from './proto.ts';
import { RpcFailure } from './rpc-failure.ts';

/** Where a channel leads. */
export interface ChannelTarget {
  readonly host: string;
  readonly port: number;
  readonly tls: ClientTlsOptions | undefined;
}

/** What goes with one call. */
export interface CallScope {
  /** Of etcd's authentication. */
  readonly token: string | undefined;
  /** Ends the call; it then fails with the signal's reason. */
  readonly signal: AbortSignal;
}

/** Both directions of a call that goes on. */
export interface Duplex<Q> {
  send(request: Q): void;
  /** Resolves when the server ends the call, and rejects when it fails or the signal aborts. */
  readonly ended: Promise<void>;
}

const mebibyte = 1024 * 1024;

/** The only place that knows grpc-js. A connection that is made when it is needed, and made anew, with backoff, when it is lost. */
export class Channel {
  readonly #client: Client;

  constructor({ host, port, tls }: ChannelTarget) {
    const name = host.includes(':') ? `[${host}]` : host;
    this.#client = new Client(`dns:${name}:${port}`, channelCredentials(tls), { ...settings, ...nameOverride(tls) });
  }

  unary<Q, A>(method: Method<Q, A>, request: Q, scope: CallScope): Promise<A> {
    return new Promise((resolve, reject) => {
      const call = this.#client.makeUnaryRequest(
        method.path,
        method.write,
        method.read,
        request,
        metadataOf(scope),
        (error, answer) => {
          scope.signal.removeEventListener('abort', onAbort);
          if (scope.signal.aborted) reject(scope.signal.reason);
          else if (error !== null) reject(failureOf(error));
          else if (answer === undefined) reject(new RpcFailure(status.INTERNAL, 'an answer without a message'));
          else resolve(answer);
        },
      );
      const onAbort = (): void => call.cancel();
      scope.signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  duplex<Q, A>(method: Method<Q, A>, scope: CallScope, onMessage: (answer: A) => void): Duplex<Q> {
    const call = this.#client.makeBidiStreamRequest(method.path, method.write, method.read, metadataOf(scope));
    const onAbort = (): void => call.cancel();
    scope.signal.addEventListener('abort', onAbort, { once: true });
    const ended = new Promise<void>((resolve, reject) => {
      call.on('data', onMessage);
      call.on('error', (error: ServiceError) => reject(scope.signal.aborted ? scope.signal.reason : failureOf(error)));
      call.on('end', resolve);
    }).finally(() => scope.signal.removeEventListener('abort', onAbort));
    return { send: (request) => void call.write(request), ended: ended };
  }

  /** No new calls; those under way go on until their signals abort. */
  close(): void {
    this.#client.close();
  }
}

const settings: ChannelOptions = {
  'grpc.use_local_subchannel_pool': 1, // a new channel is to have a new connection
  'grpc.enable_retries': 0, // a write must not be sent twice
  'grpc.enable_http_proxy': 0, // the environment is none of ours
  'grpc.service_config_disable_resolution': 1,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 2_000,
  'grpc.dns_min_time_between_resolutions_ms': 1_000,
  'grpc.keepalive_time_ms': 10_000, // etcd refuses pings that come more often than every 5 s
  'grpc.keepalive_timeout_ms': 5_000,
  'grpc.max_receive_message_length': 512 * mebibyte,
};

function channelCredentials(tls: ClientTlsOptions | undefined) {
  if (tls === undefined) return credentials.createInsecure();
  const { rejectUnauthorized, servername: _, ...context } = tls;
  return credentials.createFromSecureContext(createSecureContext(context), { rejectUnauthorized });
}

function nameOverride(tls: ClientTlsOptions | undefined): ChannelOptions {
  const name = tls?.servername;
  return name === undefined ? {} : { 'grpc.ssl_target_name_override': name, 'grpc.default_authority': name };
}

function metadataOf({ token }: CallScope): Metadata {
  const metadata = new Metadata();
  if (token !== undefined) metadata.set('token', token);
  return metadata;
}

/** grpc-js says so, and nothing more, when it gives up a call for want of a connection. */
const notSent = /^No connection established/;

function failureOf({ code, details }: ServiceError): RpcFailure {
  return new RpcFailure(code, details.replace(/\.? Resolution note: *$/, ''), {
    isSent: !(code === status.UNAVAILABLE && notSent.test(details)),
  });
}
