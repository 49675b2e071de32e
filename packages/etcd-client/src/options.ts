import type { WatchContext } from '@namerd/activity';
import type { ClientTlsOptions } from '@namerd/plugin';

/** Who we are, for an etcd with authentication. */
export interface EtcdCredentials {
  readonly username: string;
  /** Secret: it appears in no message. */
  readonly password: string;
}

/** Options of `createEtcdClient` and `createEtcdV2Client`. */
export interface EtcdClientOptions {
  /** Name or address. A name is resolved anew for each connection. */
  readonly host: string;
  readonly port: number;
  /** Clock and dice. */
  readonly context: Pick<WatchContext, 'clock' | 'random'>;
  /** TLS, if it answers options. Asked for each new connection, so that renewed certificates are taken. Default: none. */
  readonly tls?: () => ClientTlsOptions | undefined;
  /** Default: none. */
  readonly credentials?: EtcdCredentials | undefined;
  /** How long a call may take in all, the wait for a connection included; and how long a watch may be silent. In milliseconds. Default 5,000. */
  readonly timeoutMs?: number;
}
