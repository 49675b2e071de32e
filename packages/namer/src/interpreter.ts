import type { Activity } from '@namerd/activity';
import type { Dtab, NameTree, Path } from '@namerd/dtab';
import type { Addr } from './addr.ts';
import type { Bound } from './bound.ts';
import type { DelegateTree } from './delegate/delegate-tree.ts';

/** Resolves names through a dtab and namers. Also what a remote namerd looks like from the outside. */
export interface Interpreter {
  /**
   * Binds a path: a tree of bound names without alternatives, in which neg and fail stand only as the whole tree. Follows every change of
   * the dtab (if it is an activity) and of the namers. Fails with `DEPTH_EXCEEDED` when names rewrite one another without end.
   */
  bind(dtab: Dtab | Activity<Dtab>, path: Path): Activity<NameTree<Bound>>;
  /** Explains a binding: every branch, with the dentry that led to it. */
  delegate(dtab: Dtab | Activity<Dtab>, path: Path): Activity<DelegateTree<Bound>>;
  /** The endpoints of a bound id, transformer prefixes (`/%/…`) stripped. */
  addr(id: Path): Activity<Addr>;
  /** The ids of all namers that can enumerate. */
  names(): Activity<readonly Path[]>;
}
