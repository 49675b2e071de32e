import { type Activity, failing, type Keyed, keyed } from '@namerd/activity';
import { type NameTree, Path } from '@namerd/dtab';
import { NamingError } from '@namerd/errors';
import { Addr, type Bound, type Name, type Namer } from '@namerd/namer';
import type { PluginContext } from './context.ts';
import { Gate } from './gate.ts';
import { type GuardedOptions, guarded } from './guarded.ts';
import { sameTree } from './same.ts';

/** How a namer has been used since it was made. */
export interface NamerStats {
  readonly lookups: number;
  /** Failures and losses of freshness that observers saw, of lookups and of addresses. */
  readonly errors: number;
}

/** A namer behind its guard. */
export interface GuardedNamer extends Namer {
  /** A snapshot. */
  readonly stats: NamerStats;
}

/**
 * What every namer has in common, so that no adapter needs to repeat it: `lookup` never throws, an error that is not ours becomes
 * `INTERNAL` with its cause, equal states are not repeated, the last good answer is kept and marked stale in an outage (both of the
 * lookup and of the addresses), all handles of one id share one observation, after dispose everything is `CLOSED`, disposing twice is
 * disposing once. Takes the namer over: disposing the guard disposes the namer.
 */
export function guardNamer(namer: Namer, context: PluginContext): GuardedNamer {
  const guard = new GuardNamer(namer, context);
  // Enumeration is a capability: present only where the namer has it.
  return namer.names === undefined ? guard : Object.assign(guard, { names: () => guard.enumerate() });
}

class GuardNamer implements GuardedNamer {
  readonly #namer: Namer;
  readonly #gate = new Gate();
  readonly #stats = { lookups: 0, errors: 0 };
  readonly #shared: Omit<GuardedOptions<never>, 'equals'>;
  readonly #addrs: Keyed<Bound, Addr>;
  #disposed: Promise<void> | undefined;

  constructor(namer: Namer, context: PluginContext) {
    this.#namer = namer;
    this.#shared = { clock: context.clock, gate: this.#gate, onError: () => void this.#stats.errors++ };
    this.#addrs = keyed((bound) => guarded(() => bound.addr, { ...this.#shared, equals: Addr.equals }), {
      lingerMs: 0,
      idOf: (bound) => Path.show(bound.id),
    });
  }

  get stats(): NamerStats {
    return { ...this.#stats };
  }

  lookup(path: Path): Activity<NameTree<Name>> {
    this.#stats.lookups++;
    const tree = guarded(() => this.#namer.lookup(path), { ...this.#shared, equals: sameTree });
    return tree.map((found) => this.#withGuardedAddrs(found), sameTree);
  }

  enumerate(): Activity<readonly Path[]> {
    const cannot = (): Activity<never> => failing(new NamingError('UNSUPPORTED', 'this namer cannot enumerate'));
    return guarded(() => this.#namer.names?.() ?? cannot(), { ...this.#shared, equals: samePaths });
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= this.#close();
    return this.#disposed;
  }

  async #close(): Promise<void> {
    this.#gate.close(new NamingError('CLOSED', 'the namer is closed'));
    await this.#namer[Symbol.asyncDispose]();
  }

  #withGuardedAddrs(tree: NameTree<Name>): NameTree<Name> {
    switch (tree.kind) {
      case 'leaf': {
        const name = tree.value;
        if (name.kind === 'path') return tree;
        const { id, residual } = name.bound;
        return { kind: 'leaf', value: { kind: 'bound', bound: { id, residual, addr: this.#addrs(name.bound) } } };
      }
      case 'alt':
        return { kind: 'alt', trees: tree.trees.map((branch) => this.#withGuardedAddrs(branch)) };
      case 'union':
        return {
          kind: 'union',
          trees: tree.trees.map(({ weight, tree: branch }) => ({ weight, tree: this.#withGuardedAddrs(branch) })),
        };
      case 'neg':
      case 'empty':
      case 'fail':
        return tree;
      default:
        return tree satisfies never;
    }
  }
}

function samePaths(a: readonly Path[], b: readonly Path[]): boolean {
  return a.length === b.length && a.every((path, i) => Path.equals(path, b[i] ?? Path.empty));
}
