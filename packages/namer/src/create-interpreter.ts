import type { Activity } from '@namerd/activity';
import { type Dtab, NameTree, type Path } from '@namerd/dtab';
import { addrOfId } from './addr-of.ts';
import { follow } from './bind/follow.ts';
import { lazy } from './bind/lazy.ts';
import { type BindLimits, limitsOf } from './bind/limits.ts';
import { namersLookup } from './bind/lookup.ts';
import type { Bound } from './bound.ts';
import type { DelegateTree } from './delegate/delegate-tree.ts';
import { explain } from './delegate/explain.ts';
import type { Interpreter } from './interpreter.ts';
import type { Mount, Namer } from './namer.ts';
import { allNames } from './names.ts';
import { systemNamer } from './system/system-namer.ts';

/** Options of {@link createInterpreter}. */
export interface InterpreterOptions extends Partial<BindLimits> {
  /** The names under `/$/`. Default: {@link systemNamer} with the operating system's resolver. */
  readonly system?: Namer;
}

/** An interpreter in this process. */
export interface LocalInterpreter extends Interpreter {
  /** Binds a tree of paths, as if it were the destination of a dentry. */
  bindTree(dtab: Dtab | Activity<Dtab>, tree: NameTree<Path>): Activity<NameTree<Bound>>;
  /** Explains the binding of a tree of paths. Its nodes have the empty path, unless it is a leaf. */
  delegateTree(dtab: Dtab | Activity<Dtab>, tree: NameTree<Path>): Activity<DelegateTree<Bound>>;
}

/**
 * Resolves names through these namers, which are asked in this order: the first whose prefix fits and whose answer is not literally
 * neg; in the end the system's. Starts no work and holds nothing; the namers remain the caller's to dispose. Throws a `TypeError` on a
 * limit out of range.
 *
 * @example
 * const interpreter = createInterpreter([{ prefix: Path.parse('/#/io.l5d.fs'), namer }]);
 * const tree = await interpreter.bind(Dtab.parse('/svc => /#/io.l5d.fs'), Path.parse('/svc/users')).first();
 */
export function createInterpreter(mounts: readonly Mount[], options: InterpreterOptions = {}): LocalInterpreter {
  const { system = systemNamer(), ...changes } = options;
  const limits = limitsOf(changes);
  const namers = namersLookup(mounts, system);
  const bindTree: LocalInterpreter['bindTree'] = (dtab, tree) => follow(lazy(limits), tree, { dtab, namers, limits });
  const delegateTree: LocalInterpreter['delegateTree'] = (dtab, tree) => explain(tree, { dtab, namers, limits });
  return {
    bind: (dtab, path) => bindTree(dtab, NameTree.leaf(path)),
    bindTree: bindTree,
    delegate: (dtab, path) => delegateTree(dtab, NameTree.leaf(path)),
    delegateTree: delegateTree,
    addr: (id) => addrOfId(id, mounts, system, limits),
    names: () => allNames(mounts),
  };
}
