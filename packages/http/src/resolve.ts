import { type Activity, type Stale, State, stalest } from '@namerd/activity';
import { type Distribution, distribute, Path } from '@namerd/dtab';
import { Addr, type Bound, type Endpoint } from '@namerd/namer';
import { addrAnswer } from './addr.ts';
import { type Addresses, addressesOf } from './addresses.ts';
import type { Answer } from './answer.ts';
import { mapState } from './map-state.ts';
import type { NameQuery } from './name-query.ts';
import type { ApiEnvironment } from './options.ts';

/**
 * The addresses of a name, in one step. A union is the union of its branches, each endpoint weighted with its part of the branch's share
 * of traffic; namerd picks one branch at random, be it a negative one.
 */
export function resolveAnswers(environment: ApiEnvironment, { namespace, dtab, path }: NameQuery): Activity<Answer> {
  const { context, limits, namespaces } = environment;
  const options = { clock: context.clock, graceMs: limits.addressGraceMs };
  return namespaces.bind(namespace, dtab, path).flatMap((tree) => {
    const { shares } = distribute(tree, { key: ({ id }) => Path.show(id) });
    const addresses = addressesOf(
      shares.map(({ value }) => value),
      options,
    );
    return mapState(addresses, (state) => addrAnswer(state.kind === 'ok' ? merged(shares, state.value) : state));
  });
}

/** What is known counts; if all is failed or pending, that. */
function merged(shares: Distribution<Bound>['shares'], addresses: Addresses): State<Addr> {
  const states = shares.map(({ value }) => addresses.get(value) ?? State.pending);
  if (states.length === 1 && states[0] !== undefined) return states[0];
  const endpoints: Endpoint[] = [];
  let isBound = false;
  let stale: Stale | undefined;
  for (const [i, state] of states.entries()) {
    if (state.kind !== 'ok') continue;
    stale = stalest(stale, state.stale);
    if (state.value.kind === 'neg') continue;
    isBound = true;
    endpoints.push(...weighed(state.value.endpoints, shares[i]?.share ?? 0));
  }
  if (isBound) return State.ok(Addr.bound(endpoints), stale);
  const isOpen = (kind: 'failed' | 'pending') => states.find((state) => state.kind === kind);
  return isOpen('failed') ?? isOpen('pending') ?? State.ok(Addr.neg, stale);
}

/** The endpoints of one branch, their weights adding up to its share. */
function weighed(endpoints: readonly Endpoint[], share: number): readonly Endpoint[] {
  const total = endpoints.reduce((sum, { weight = 1 }) => sum + weight, 0);
  if (total <= 0) return endpoints;
  return endpoints.map((endpoint) => ({ ...endpoint, weight: (share * (endpoint.weight ?? 1)) / total }));
}
