import { isIP } from 'node:net';
import { type Activity, Addr, constant, type Endpoint, type Sink, type State, source, stalest } from '@namerd/plugin';
import type { AddressLine } from './address-file.ts';

/** The addresses of a host name, with this port, as they change; neg if there is no such host. */
export type Resolve = (host: string, port: number) => Activity<Addr>;

/**
 * The endpoints of address lines, with all addresses of each host name. A host that cannot be resolved stays in the set under its name, as
 * in namerd; pending until every host has been asked once, so that a slow name server never makes a set look smaller than it is.
 */
export function resolveLines(lines: readonly AddressLine[], resolve: Resolve): Activity<Addr> {
  const named = lines.filter(({ host }) => isIP(host) === 0);
  if (named.length === 0) return constant(Addr.bound(distinct(lines)));
  const start = (sink: Sink<Addr>, signal: AbortSignal): void => {
    const states = new Map<AddressLine, State<Addr>>();
    const observations = named.map((line) =>
      resolve(line.host, line.port).observe((state) => {
        states.set(line, state);
        publish(lines, states, sink);
      }),
    );
    signal.addEventListener('abort', () => {
      for (const observation of observations) observation[Symbol.dispose]();
    });
  };
  return source(start, { equals: Addr.equals });
}

function publish(lines: readonly AddressLine[], states: ReadonlyMap<AddressLine, State<Addr>>, sink: Sink<Addr>): void {
  const known = lines.map((line) => ({ line, state: states.get(line) }));
  if (known.some(({ line, state }) => isIP(line.host) === 0 && (state === undefined || state.kind === 'pending'))) return;
  const endpoints = known.flatMap(({ line, state }) =>
    state?.kind === 'ok' && state.value.kind === 'bound' ? state.value.endpoints.map(({ host }) => ({ ...line, host })) : [line],
  );
  sink.ok(Addr.bound(distinct(endpoints)));
  const oldest = known.map(({ state }) => (state?.kind === 'ok' ? state.stale : undefined)).reduce(stalest, undefined);
  if (oldest !== undefined) sink.stale(oldest);
}

/** A set has each endpoint once, also if two names of it stand in the file. */
function distinct(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  return [
    ...new Map(endpoints.map((endpoint) => [`${endpoint.host} ${endpoint.port} ${endpoint.weight ?? ''}`, endpoint])).values(),
  ];
}
