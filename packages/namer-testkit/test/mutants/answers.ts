import { constant, failing } from '@namerd/activity';
import { NameTree, Path } from '@namerd/dtab';
import { NamingError } from '@namerd/errors';
import type { Name } from '@namerd/namer';
import { frozenAtFirst, neverForgotten, none, on } from '../wrong.ts';
import type { Mutant } from './mutant.ts';

const rule = {
  unknown: 'an unknown name is neg',
  short: 'a path that is too short is neg',
  leaf: 'a known name is a leaf with its id and the residual',
  roundTrip: 'looking an id up gives the same id back',
  names: 'names are what can be bound now, with the prefix',
  apart: 'services do not get into each other’s way',
};

const leaf: NameTree<Name> = NameTree.leaf({
  kind: 'bound',
  bound: { id: Path.empty, residual: Path.empty, addr: constant(none) },
});
const isShort = (path: Path): boolean => path.labels.length < 2;
const upper = (path: Path): Path => Path.of(...path.labels.map((label) => label.toUpperCase()));
let lookups = 0;

/** Wrong trees. */
export const answerMutants: readonly Mutant[] = [
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
    faults: { lookup: (path, right) => (isShort(path) ? constant(leaf) : right(path)) },
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
    faults: { lookup: (path, right) => right(path).map((tree) => NameTree.alt(tree, tree)) },
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
];
