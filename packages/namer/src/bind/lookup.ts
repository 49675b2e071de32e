import { type Activity, constant, failing } from '@namerd/activity';
import { Dentry, Dtab, type Match, NameTree, Path } from '@namerd/dtab';
import { NamingError } from '@namerd/errors';
import type { Mount, Name, Namer } from '../namer.ts';
import { sameNames } from './same.ts';

/** One step of a binding: what a path is by the dtab, and what it is by the namers. */
export interface Lookup {
  /** The dentries that match, last first. Changes only when they do, however often the dtab is edited elsewhere. */
  readonly matches: (path: Path) => Activity<readonly Match[]>;
  /** The answer of the namers. */
  readonly namers: (path: Path) => Activity<NameTree<Name>>;
}

/** Looks up in this dtab, and in these namers. */
export function createLookup(dtab: Activity<Dtab>, namers: (path: Path) => Activity<NameTree<Name>>): Lookup {
  return {
    matches: (path) => dtab.map((table) => Dtab.matches(table, path), sameMatches),
    namers: namers,
  };
}

/** The tree of a match follows from its dentry and the path looked up. */
function sameMatches(a: readonly Match[], b: readonly Match[]): boolean {
  return a.length === b.length && a.every(({ dentry }, i) => b[i] !== undefined && Dentry.equals(dentry, b[i].dentry));
}

/**
 * Asks the namers whose prefix the path begins with, in this order, and in the end the system's: the first answer that is not
 * literally neg. Pending and failed count as answers, or an outage of one namer would send its traffic to the next.
 */
export function namersLookup(mounts: readonly Mount[], system: Namer): (path: Path) => Activity<NameTree<Name>> {
  const all = [...mounts, { prefix: Path.empty, namer: system }];
  return (path) => {
    const fitting = all.filter(({ prefix }) => Path.startsWith(path, prefix));
    return firstAnswer(fitting, path);
  };
}

function firstAnswer([first, ...others]: readonly Mount[], path: Path): Activity<NameTree<Name>> {
  if (first === undefined) return constant(NameTree.neg);
  const answer = safeLookup(first.namer, Path.drop(path, first.prefix.labels.length));
  if (others.length === 0) return answer;
  return answer.flatMap((tree) => (tree.kind === 'neg' ? firstAnswer(others, path) : constant(tree)), sameNames);
}

/** The answer of a namer. Equal answers are not repeated, and a throw is a failure. */
export function safeLookup(namer: Namer, path: Path): Activity<NameTree<Name>> {
  try {
    return namer.lookup(path).map((tree) => tree, sameNames);
  } catch (thrown) {
    return failing(NamingError.from(thrown));
  }
}
