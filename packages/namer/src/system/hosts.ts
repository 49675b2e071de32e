import { type Activity, constant, failing, type Keyed, keyed, poll, source, type WatchContext } from '@namerd/activity';
import { NamingError } from '@namerd/errors';
import { ipLiteral } from './ip-literal.ts';
import type { Resolver } from './resolver.ts';

/** The addresses of a host, sorted; `undefined` if there is no such host. */
export type HostAddresses = readonly string[] | undefined;

/** What hosts are resolved with. */
export interface HostsOptions {
  readonly resolver: Resolver;
  readonly context: WatchContext;
  /** Forgets what lingers when it aborts. */
  readonly signal: AbortSignal;
}

/** How often a name that somebody observes is resolved anew. */
const intervalMs = 5_000;

/** How many hosts that were resolved once and for all are remembered. The oldest goes first. */
const maxFixed = 16_000;

/** The addresses of hosts: followed, or resolved once. One watch a host, whatever the ports, and only while somebody observes it. */
export class Hosts {
  readonly #options: HostsOptions;
  readonly #followed: Keyed<string, HostAddresses>;
  readonly #fixed = new Map<string, readonly string[]>();

  constructor(options: HostsOptions) {
    const { clock } = options.context;
    this.#options = options;
    this.#followed = keyed((host) => this.#poll(host), { clock: clock, signal: options.signal });
  }

  /** Changes as the name service does. In an outage the last answer stays, marked stale. */
  follow(host: string): Activity<HostAddresses> {
    return known(host) ?? this.#followed(host);
  }

  /** Follows the host until it has addresses, and keeps those. */
  fix(host: string): Activity<HostAddresses> {
    return known(host) ?? this.#remembered(host) ?? this.#fixing(host);
  }

  #remembered(host: string): Activity<HostAddresses> | undefined {
    const addresses = this.#fixed.get(host);
    return addresses && constant(addresses);
  }

  #fixing(host: string): Activity<HostAddresses> {
    return source<HostAddresses>((sink, signal) => {
      let following: Disposable | undefined;
      const stop = (): void => following?.[Symbol.dispose]();
      const remembered = this.#fixed.get(host);
      if (remembered !== undefined) return sink.ok(remembered);
      following = this.follow(host).observe((state) => {
        if (state.kind === 'pending') return sink.pending();
        if (state.kind === 'failed') return sink.failed(state.error);
        sink.ok(state.value);
        if (state.value === undefined) return;
        this.#remember(host, state.value);
        stop();
      });
      if (this.#fixed.has(host)) stop(); // it answered at once, before there was anything to stop
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  #remember(host: string, addresses: readonly string[]): void {
    this.#fixed.set(host, addresses);
    if (this.#fixed.size <= maxFixed) return;
    for (const oldest of this.#fixed.keys()) {
      this.#fixed.delete(oldest);
      return;
    }
  }

  #poll(host: string): Activity<HostAddresses> {
    const { context, resolver } = this.#options;
    return poll<HostAddresses>({
      context: context,
      name: `dns ${host}`,
      intervalMs: intervalMs,
      equals: sameAddresses,
      fetch: async (signal) => {
        const addresses = await resolver.resolve(host, signal);
        return addresses === undefined || addresses.length === 0 ? undefined : [...addresses].sort();
      },
    });
  }
}

/** What needs no asking: this machine, an address, and what is no host at all. */
function known(host: string): Activity<HostAddresses> | undefined {
  if (host === '' || host === 'localhost') return constant(['127.0.0.1']);
  const literal = ipLiteral(host);
  if (literal !== undefined) return constant([literal]);
  // A colon would be a port or a broken address; the others would be taken as the end of a name, or as several names.
  return /[\s\p{Cc},:/]/u.test(host) ? failing(new NamingError('PARSE', `${JSON.stringify(host)} is not a host`)) : undefined;
}

function sameAddresses(a: HostAddresses, b: HostAddresses): boolean {
  return a === b || (a?.length === b?.length && (a ?? []).every((address, i) => address === b?.[i]));
}
