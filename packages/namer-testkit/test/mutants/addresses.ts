import { Addr } from '@namerd/namer';
import { frozenAtFirst, onLater, withConstantAddrs, withEndpoints } from '../wrong.ts';
import type { Mutant } from './mutant.ts';

const rule = {
  appear: 'endpoints appear, also under a name that was unknown',
  change: 'endpoints change',
  vanish: 'endpoints vanish with their service, and come back with it',
  addrAlone: 'the addresses of a bound name follow also when nobody watches the name',
  emptySet: 'a service without endpoints is bound to none',
  order: 'the order of endpoints makes no difference',
  treeStays: 'a change of endpoints is not a change of the tree',
  weights: 'endpoints carry their weights',
  metadata: 'endpoints carry their metadata',
  oneSet: 'many endpoints arrive as one set',
};

/** Wrong address sets. */
export const addressMutants: readonly Mutant[] = [
  {
    does: 'remembers that a name was unknown',
    caughtBy: rule.appear,
    faults: { take: (_, held) => (held?.kind === 'neg' ? () => undefined : undefined) },
  },
  { does: 'reads endpoints once', caughtBy: rule.change, faults: { addr: frozenAtFirst } },
  {
    does: 'never takes an endpoint away',
    caughtBy: rule.change,
    faults: {
      take(answer, held) {
        if (answer.kind !== 'endpoints' || held?.kind !== 'bound') return undefined;
        return (sink) => sink.ok({ kind: 'bound', endpoints: [...held.endpoints, ...answer.endpoints] });
      },
    },
  },
  {
    does: 'keeps the endpoints of a removed service',
    caughtBy: rule.vanish,
    faults: { take: onLater('none', () => undefined) },
  },
  {
    does: 'gives an address set that is true only at the time of the lookup',
    caughtBy: rule.addrAlone,
    faults: { lookup: (path, right) => withConstantAddrs(right(path)) },
  },
  {
    does: 'takes a service without endpoints for an unknown one',
    caughtBy: rule.emptySet,
    faults: {
      take: (answer) => (answer.kind === 'endpoints' && answer.endpoints.length === 0 ? (sink) => sink.ok(Addr.neg) : undefined),
    },
  },
  {
    does: 'is sensitive to order',
    caughtBy: rule.order,
    faults: { sameAddr: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  },
  { does: 'makes a new tree with each address set', caughtBy: rule.treeStays, faults: { sameTree: () => false } },
  {
    does: 'drops weights',
    caughtBy: rule.weights,
    faults: { addr: withEndpoints(({ host, port }) => ({ host, port })) },
  },
  {
    does: 'does not see that only a weight has changed',
    caughtBy: rule.weights,
    faults: { sameAddr: (a, b) => a.kind === b.kind && a.kind === 'bound' },
  },
  {
    does: 'drops metadata',
    caughtBy: rule.metadata,
    faults: { addr: withEndpoints(({ host, port, weight = 1 }) => ({ host, port, weight })) },
  },
  {
    does: 'gives all endpoints the metadata of the first',
    caughtBy: rule.metadata,
    faults: {
      addr: withEndpoints((endpoint, all) => ({ ...endpoint, ...(all[0]?.meta !== undefined && { meta: all[0].meta }) })),
    },
  },
  {
    does: 'delivers endpoints in portions',
    caughtBy: rule.oneSet,
    faults: {
      take(answer) {
        if (answer.kind !== 'endpoints' || answer.endpoints.length < 100) return undefined;
        return (sink) => {
          sink.ok({ kind: 'bound', endpoints: answer.endpoints.slice(0, 100) });
          setImmediate(() => sink.ok({ kind: 'bound', endpoints: answer.endpoints }));
        };
      },
    },
  },
];
