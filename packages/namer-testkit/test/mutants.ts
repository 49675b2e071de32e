import { constant, failing } from '@namerd/activity';
import { type NameTree, Path } from '@namerd/dtab';
import { NamingError } from '@namerd/errors';
import type { Addr, Name, Namer } from '@namerd/namer';
import type { Faults } from './memory-namer.ts';
import {
  deaf,
  disposedOnce,
  frozenAtFirst,
  frozenWhenFailed,
  frozenWhenStale,
  neverForgotten,
  on,
  onFirst,
  onLater,
  withConstantAddrs,
  withEndpoints,
} from './wrong.ts';

/** A wrong namer, and the rule that must catch it. */
export interface Mutant {
  readonly does: string;
  readonly caughtBy: string;
  readonly faults: Faults;
}

type Tree = NameTree<Name>;

const neg: Addr = { kind: 'neg' };
const none: Addr = { kind: 'bound', endpoints: [] };
const leafOf = (path: Path): Tree => ({
  kind: 'leaf',
  value: { kind: 'bound', bound: { id: path, residual: Path.empty, addr: constant(none) } },
});
const isShort = (path: Path): boolean => path.labels.length < 2;
const upper = (path: Path): Path => Path.of(...path.labels.map((label) => label.toUpperCase()));

const rule = {
  unknown: 'an unknown name is neg',
  short: 'a path that is too short is neg',
  leaf: 'a known name is a leaf with its id and the residual',
  roundTrip: 'looking an id up gives the same id back',
  names: 'names are what can be bound now, with the prefix',
  apart: 'services do not get into each other’s way',
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
  firstFailure: 'a first failure is failed, never neg, and passes',
  lastGood: 'the last good answer survives an outage, marked stale, and is fresh again after it',
  afterOutage: 'changes arrive again after an outage, without a restart',
  nonsense: 'nonsense is failed, never neg, and harms no other name',
  nonsenseLater: 'nonsense after a good answer keeps that answer, marked stale, until the next good one',
  twoObservers: 'two observers share one watch',
  residuals: 'different residuals share one watch',
  lazy: 'asking starts nothing; observing does',
  switching: 'switching back and forth between names does not start their watches anew',
  leaving: 'the last observer leaving stops the watch, and a later one starts it again',
  unknownMany: '10,000 unknown names leave nothing behind',
  abortedRead: 'a read with an aborted signal rejects and starts nothing',
  abortedReader: 'aborting a reader ends it and leaves its watch',
  disposeTwice: 'disposing twice, and at the same time, is disposing once',
  disposeOpen: 'disposing stops watches that are still observed',
};

let lookups = 0;

/** At least one for each rule. */
export const mutants: readonly Mutant[] = [
  {
    does: 'binds unknown names to no endpoints',
    caughtBy: rule.unknown,
    faults: { take: on('none', (sink) => sink.ok(none)) },
  },
  {
    does: 'leaves unknown names pending',
    caughtBy: rule.unknown,
    faults: { take: on('none', () => undefined) },
  },
  {
    does: 'fails on unknown names',
    caughtBy: rule.unknown,
    faults: { take: on('none', (sink) => sink.failed(new NamingError('UNAVAILABLE', '404'))) },
  },
  {
    does: 'binds paths that are too short',
    caughtBy: rule.short,
    faults: { lookup: (path, right) => (isShort(path) ? constant(leafOf(path)) : right(path)) },
  },
  {
    does: 'throws on paths that are too short',
    caughtBy: rule.short,
    faults: {
      lookup(path, right) {
        if (isShort(path)) throw new TypeError('undefined is not a service');
        return right(path);
      },
    },
  },
  {
    does: 'fails on paths that are too short',
    caughtBy: rule.short,
    faults: { lookup: (path, right) => (isShort(path) ? failing(new NamingError('INTERNAL', 'too short')) : right(path)) },
  },
  { does: 'forgets the prefix of its ids', caughtBy: rule.leaf, faults: { id: (id) => Path.drop(id, 2) } },
  {
    does: 'puts the residual into the id',
    caughtBy: rule.leaf,
    faults: { id: (id, path) => Path.concat(id, Path.drop(path, 2)) },
  },
  { does: 'forgets the residual', caughtBy: rule.leaf, faults: { residual: () => Path.empty } },
  { does: 'leaves the name in the residual', caughtBy: rule.leaf, faults: { residual: (_, path) => path } },
  {
    does: 'wraps its leaf in an alternation',
    caughtBy: rule.leaf,
    faults: { lookup: (path, right) => right(path).map((tree): Tree => ({ kind: 'alt', trees: [tree, tree] })) },
  },
  {
    does: 'gives ids that it does not know itself',
    caughtBy: rule.roundTrip,
    faults: { id: (id) => Path.concat(Path.take(id, 2), upper(Path.drop(id, 2))) },
  },
  { does: 'numbers its ids', caughtBy: rule.roundTrip, faults: { id: (id) => Path.concat(id, Path.of(`${lookups++}`)) } },
  {
    does: 'lists names without the prefix',
    caughtBy: rule.names,
    faults: { names: (right) => right.map((paths) => paths.map((path) => Path.drop(path, 2))) },
  },
  { does: 'lists names once', caughtBy: rule.names, faults: { names: frozenAtFirst } },
  {
    does: 'lists removed names for ever',
    caughtBy: rule.names,
    faults: { names: neverForgotten },
  },
  {
    does: 'mixes up names with the same beginning',
    caughtBy: rule.apart,
    faults: { key: (path) => (path.labels[1] ?? '').slice(0, 3) },
  },
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
      take: (answer) => (answer.kind === 'endpoints' && answer.endpoints.length === 0 ? (sink) => sink.ok(neg) : undefined),
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
  {
    does: 'answers neg when the backend is down',
    caughtBy: rule.firstFailure,
    faults: { take: onFirst('down', (sink) => sink.ok(neg)) },
  },
  {
    does: 'stays pending when the backend is down',
    caughtBy: rule.firstFailure,
    faults: { take: onFirst('down', () => undefined) },
  },
  {
    does: 'fails with errors of the backend’s own',
    caughtBy: rule.firstFailure,
    faults: { take: onFirst('down', (sink) => sink.failed(new Error('ECONNREFUSED'))) },
  },
  {
    does: 'never asks again after a first failure',
    caughtBy: rule.firstFailure,
    faults: { addr: frozenAtFirst },
  },
  {
    does: 'answers neg in an outage',
    caughtBy: rule.lastGood,
    faults: { take: onLater('down', (sink) => sink.ok(neg)) },
  },
  {
    does: 'fails in an outage',
    caughtBy: rule.lastGood,
    faults: { take: onLater('down', (sink) => sink.failed(new NamingError('UNAVAILABLE', 'down'))) },
  },
  {
    does: 'is pending in an outage',
    caughtBy: rule.lastGood,
    faults: { take: onLater('down', (sink) => sink.pending()) },
  },
  {
    does: 'does not mark what is stale',
    caughtBy: rule.lastGood,
    faults: { take: onLater('down', () => undefined) },
  },
  {
    does: 'marks what is stale with a time of its own',
    caughtBy: rule.lastGood,
    faults: { take: onLater('down', (sink) => sink.stale({ sinceMs: 0, cause: new NamingError('UNAVAILABLE', 'down') })) },
  },
  { does: 'stays stale after an outage', caughtBy: rule.lastGood, faults: { addr: frozenWhenStale } },
  { does: 'sees nothing any more after an outage', caughtBy: rule.afterOutage, faults: { addr: frozenWhenStale } },
  {
    does: 'answers neg to nonsense',
    caughtBy: rule.nonsense,
    faults: { take: onFirst('nonsense', (sink) => sink.ok(neg)) },
  },
  {
    does: 'binds nonsense to no endpoints',
    caughtBy: rule.nonsense,
    faults: { take: onFirst('nonsense', (sink) => sink.ok(none)) },
  },
  {
    does: 'takes nonsense for an outage',
    caughtBy: rule.nonsense,
    faults: { take: onFirst('nonsense', (sink) => sink.failed(new NamingError('UNAVAILABLE', 'down'))) },
  },
  {
    does: 'answers nothing any more after nonsense',
    caughtBy: rule.nonsense,
    faults: { addr: frozenWhenFailed },
  },
  {
    does: 'loses the last good answer to nonsense',
    caughtBy: rule.nonsenseLater,
    faults: { take: onLater('nonsense', (sink) => sink.failed(new NamingError('PROTOCOL', 'eh?'))) },
  },
  {
    does: 'does not say that nonsense made it stale',
    caughtBy: rule.nonsenseLater,
    faults: { take: onLater('nonsense', () => undefined) },
  },
  { does: 'opens a watch for each lookup', caughtBy: rule.twoObservers, faults: { key: () => `${lookups++}` } },
  { does: 'opens a watch for each residual', caughtBy: rule.residuals, faults: { key: Path.show } },
  {
    does: 'opens the watch when asked',
    caughtBy: rule.lazy,
    faults: {
      leaks: true,
      lookup(path, right) {
        const tree = right(path);
        tree.observe(() => undefined);
        return tree;
      },
    },
  },
  { does: 'closes a watch the moment nobody looks', caughtBy: rule.switching, faults: { lingerMs: 0 } },
  { does: 'never closes a watch', caughtBy: rule.leaving, faults: { leaks: true } },
  { does: 'never closes a watch', caughtBy: rule.unknownMany, faults: { leaks: true } },
  { does: 'never closes a watch', caughtBy: rule.abortedReader, faults: { leaks: true } },
  {
    does: 'reads in spite of an aborted signal',
    caughtBy: rule.abortedRead,
    faults: { lookup: (path, right) => deaf(right(path)) },
  },
  {
    does: 'goes on in spite of an aborted signal',
    caughtBy: rule.abortedReader,
    faults: { lookup: (path, right) => deaf(right(path)) },
  },
  {
    does: 'fails when disposed twice',
    caughtBy: rule.disposeTwice,
    faults: disposedOnce(),
  },
  {
    does: 'never ends disposing while it is observed',
    caughtBy: rule.disposeOpen,
    faults: { leaks: true, dispose: () => new Promise(() => undefined) },
  },
  {
    does: 'leaves its watches open when disposed',
    caughtBy: rule.disposeOpen,
    faults: { leaks: true, dispose: () => Promise.resolve() },
  },
];

/** A wrong guard, and the rule that must catch it. */
export const guardMutants: readonly { does: string; caughtBy: string; guard: (namer: Namer) => Namer }[] = [
  { does: 'does nothing', caughtBy: 'after dispose everything is closed', guard: ignoreDispose },
];

function ignoreDispose(namer: Namer): Namer {
  return { lookup: (path) => namer.lookup(path), [Symbol.asyncDispose]: () => Promise.resolve() };
}
