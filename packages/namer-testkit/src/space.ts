import type { Activity } from '@namerd/activity';
import { type NameTree, Path } from '@namerd/dtab';
import type { Addr, Name, Namer } from '@namerd/namer';
import { Ends, eventually, type SuiteRule, Watch, within } from '@namerd/testkit';
import { follow } from './answer.ts';
import type { NamerBackend, NamerCapabilities } from './backend.ts';

/** What a rule says, and how it is tried. */
export interface Rule extends SuiteRule {
  /** Skipped where the backend lacks one of these. */
  readonly needs?: readonly (keyof NamerCapabilities)[];
  run(space: Space): Promise<void>;
}

/** Bounds of waiting, in milliseconds. */
export interface Bounds {
  readonly eventuallyMs: number;
  readonly lingerMs: number;
}

/** Where one rule is tried: a fresh backend, with one namer open. Disposes of everything, and fails if that hangs. */
export class Space implements AsyncDisposable {
  readonly backend: NamerBackend;
  readonly bounds: Bounds;
  readonly #wrap: (namer: Namer) => Namer;
  readonly #ends = new Ends();
  #namer: Namer | undefined;

  constructor(backend: NamerBackend, options: { bounds: Bounds; wrap: (namer: Namer) => Namer }) {
    this.backend = backend;
    this.#ends.use(backend);
    this.bounds = options.bounds;
    this.#wrap = options.wrap;
  }

  /** The namer on trial. */
  get namer(): Namer {
    if (this.#namer === undefined) throw new TypeError('open the space first');
    return this.#namer;
  }

  async start(): Promise<void> {
    const namer = this.#wrap(await this.within('opening the namer', Promise.resolve(this.backend.open())));
    this.#ends.defer(() => this.within('disposing of the namer', namer[Symbol.asyncDispose]()));
    this.#namer = namer;
  }

  /** What the namer says about a service, with this residual. */
  tree(service: string, ...residual: string[]): Activity<NameTree<Name>> {
    return this.namer.lookup(Path.concat(this.backend.nameOf(service), Path.of(...residual)));
  }

  /** The addresses behind it; neg where the name is. */
  addr(service: string, ...residual: string[]): Activity<Addr> {
    return follow(this.tree(service, ...residual));
  }

  /** Observes until the rule is done. */
  watch<T>(activity: Activity<T>): Watch<T> {
    const watch = new Watch(activity, this.bounds.eventuallyMs);
    this.#ends.use(watch);
    return watch;
  }

  /** Fails, instead of hanging, when this never ends. */
  within<T>(what: string, promise: PromiseLike<T>): Promise<T> {
    return within(this.bounds.eventuallyMs, what, promise);
  }

  async fail(): Promise<void> {
    await (this.backend.fail?.() ?? lacks('fail'));
  }

  async recover(): Promise<void> {
    await (this.backend.recover?.() ?? lacks('recover'));
  }

  async nonsense(service: string): Promise<void> {
    await (this.backend.nonsense?.(service) ?? lacks('nonsense'));
  }

  /** How many watches are open on the backend. */
  async openWatches(): Promise<number> {
    return await (this.backend.openWatches?.() ?? lacks('openWatches'));
  }

  /** Waits until the backend counts this many watches, and a linger longer if they are to be left. Asks often, for backends cannot tell. */
  watchesAre(expected: number, options: { readonly afterLinger?: boolean } = {}): Promise<void> {
    const { eventuallyMs, lingerMs } = this.bounds;
    const boundMs = eventuallyMs + (options.afterLinger === true ? lingerMs : 0);
    return eventually(expected, 'watches open on the backend', { boundMs, count: () => this.openWatches() });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#ends[Symbol.asyncDispose]();
  }
}

function lacks(method: string): never {
  throw new TypeError(`the backend declares a capability, but has no ${method}()`);
}
