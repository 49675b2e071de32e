import { Dentry, Prefix } from './dentry.ts';
import type { ParseOptions } from './limits.ts';
import { lookup, type Match, matches } from './lookup/lookup.ts';
import { concat, prepare } from './lookup/tables.ts';
import type { NameTree } from './name-tree.ts';
import { type ParseAsyncOptions, parseDentries, parseDentriesAsync } from './parse/parse-dtab.ts';
import { Path } from './path.ts';
import type { SliceOptions } from './slices.ts';
import { equalTrees } from './tree/compare.ts';
import { fail } from './tree/nodes.ts';
import type { ShowOptions } from './tree/show.ts';
import { simplify } from './tree/transform.ts';

/** A delegation table: rewrite rules in order. Later ones are preferred, earlier ones stay as fallback. */
export interface Dtab {
  readonly dentries: readonly Dentry[];
}

const empty: Dtab = Object.freeze({ dentries: Object.freeze([]) });

function of(dentries: readonly Dentry[]): Dtab {
  return dentries.length === 0 ? empty : { dentries };
}

function startsWith(dtab: Dtab, prefix: Dtab): boolean {
  return (
    prefix.dentries.length <= dtab.dentries.length &&
    prefix.dentries.every((dentry, i) => Dentry.equals(dentry, dtab.dentries[i] ?? dentry))
  );
}

function simplified(dtab: Dtab): Dtab {
  const kept: Dentry[] = [];
  for (const { prefix, dst } of dtab.dentries) {
    const simple = simplify(dst);
    if (simple.kind !== 'neg') kept.push({ prefix, dst: simple });
  }
  return of(kept);
}

function equivalent(a: Dtab, b: Dtab): boolean {
  if (a.dentries.length !== b.dentries.length) return false;
  return a.dentries.every((dentry, i) => {
    const other = b.dentries[i] ?? dentry;
    return Prefix.equals(dentry.prefix, other.prefix) && equalTrees(simplify(dentry.dst), simplify(other.dst), Path.equals);
  });
}

/** Operations on {@link Dtab}. A dtab and what it holds must not be changed once it was looked up in: its index would not follow. */
export const Dtab = {
  /** No dentries: every name is neg. */
  empty: empty as Dtab,

  /** `/=>!`: fails every name. */
  fail: Object.freeze({ dentries: Object.freeze([Object.freeze({ prefix: Object.freeze([]), dst: fail })]) }) as Dtab,

  /** The dtab of these dentries, the weakest first. */
  of: (dentries: readonly Dentry[]): Dtab => of(dentries),

  /** Reads a dtab such as `/srv => /#/io.l5d.fs; /svc => /srv`. Throws `PARSE`, also beyond the limits. */
  parse: (text: string, options?: ParseOptions): Dtab => of(parseDentries(text, options)),

  /**
   * Reads like `parse` and prepares the result, and gives other work its turn every `sliceMs`. Rejects with `PARSE`, or with `ABORTED` if
   * `signal` aborts.
   */
  parseAsync: async (text: string, options?: ParseAsyncOptions): Promise<Dtab> => {
    const dtab = of(await parseDentriesAsync(text, options));
    await prepare(dtab, options);
    return dtab;
  },

  /**
   * Makes the index of a large dtab in slices, so that its first lookup does not have to do it at one go (tens of milliseconds for 100,000
   * dentries). Not needed for correctness, nor after `parseAsync`. Rejects with `ABORTED` if `signal` aborts.
   */
  prepare: (dtab: Dtab, options?: SliceOptions): Promise<void> => prepare(dtab, options),

  /** The canonical text: dentries with `;` between them. */
  show: (dtab: Dtab, options?: ShowOptions): string => dtab.dentries.map((dentry) => Dentry.show(dentry, options)).join(';'),

  /**
   * The dentries of `a`, then those of `b`, which is preferred. Adding a few to many costs no copy and no new index: cheap enough to do
   * for each request.
   */
  concat: (a: Dtab, b: Dtab): Dtab => concat(a, b),

  /** The dtab with one more dentry, which is preferred to all others. */
  append: (dtab: Dtab, dentry: Dentry): Dtab => concat(dtab, { dentries: [dentry] }),

  /** What `dtab` has beyond `prefix`, if its first dentries equal those of `prefix`; else `dtab` itself. */
  stripPrefix: (dtab: Dtab, prefix: Dtab): Dtab =>
    startsWith(dtab, prefix) ? of(dtab.dentries.slice(prefix.dentries.length)) : dtab,

  /**
   * What a path becomes: neg if no dentry matches, the destination of the one that does, or an alternation of all that do, the last
   * dentry first. What the prefix leaves of the path is appended to each leaf. Costs by the length of the path and the matches, not by
   * the size of the dtab.
   */
  lookup: (dtab: Dtab, path: Path): NameTree<Path> => lookup(dtab, path),

  /** The dentries that match a path, the last one first, each with what it makes of the path. For explanations. */
  matches: (dtab: Dtab, path: Path): readonly Match[] => matches(dtab, path),

  /**
   * Simplifies every destination and drops the dentries that come to neg. Names resolve to the same through it, but for one case: two
   * or more dentries that only say `~` hide a namer behind them, and without them it answers.
   */
  simplify: (dtab: Dtab): Dtab => simplified(dtab),

  /** Whether both have equal dentries in the same order. */
  equals: (a: Dtab, b: Dtab): boolean => a === b || (a.dentries.length === b.dentries.length && startsWith(a, b)),

  /** Whether both have the same prefixes in the same order, with destinations that simplify to the same. */
  equivalent: (a: Dtab, b: Dtab): boolean => a === b || equivalent(a, b),
} as const;
