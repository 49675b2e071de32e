import { AssertionError } from 'node:assert';
import type { Activity } from '@namerd/activity';
import { NamingError, type NamingErrorCode } from '@namerd/errors';
import type { DtabStore, Namespace } from '@namerd/store';
import { Ends, eventually, type SuiteRule, Watch, within } from '@namerd/testkit';
import type { StoreBackend, StoreCapabilities } from './backend.ts';

/** What a rule says, and how it is tried. */
export interface Rule extends SuiteRule {
  /** Skipped where the backend lacks this. */
  readonly needs?: keyof StoreCapabilities;
  run(space: Space): Promise<void>;
}

/** Bounds of waiting, in milliseconds. */
export interface Bounds {
  readonly eventuallyMs: number;
  readonly lingerMs: number;
}

/** What the rules are tried with. */
export interface SpaceOptions {
  readonly capabilities: StoreCapabilities;
  readonly bounds: Bounds;
  /** A name with all sorts of characters that the backend has. */
  readonly oddName: Namespace;
  readonly wrap: (store: DtabStore) => DtabStore;
}

/** Where one rule is tried: a fresh backend, with one store open. Disposes of everything, and fails if that hangs. */
export class Space implements AsyncDisposable {
  readonly backend: StoreBackend;
  readonly bounds: Bounds;
  readonly capabilities: StoreCapabilities;
  readonly oddName: Namespace;
  readonly #wrap: (store: DtabStore) => DtabStore;
  readonly #ends = new Ends();
  #store: DtabStore | undefined;

  constructor(backend: StoreBackend, options: SpaceOptions) {
    this.backend = backend;
    this.#ends.use(backend);
    this.bounds = options.bounds;
    this.oddName = options.oddName;
    this.capabilities = options.capabilities;
    this.#wrap = options.wrap;
  }

  /** The first store opened. */
  get store(): DtabStore {
    if (this.#store === undefined) throw new TypeError('open the space first');
    return this.#store;
  }

  async start(): Promise<void> {
    this.#store = await this.open();
  }

  /** One more store on the same space. */
  async open(): Promise<DtabStore> {
    const store = this.#wrap(await this.within('opening the store', this.backend.open()));
    this.#ends.defer(() => this.within('disposing of the store', store[Symbol.asyncDispose]()));
    return store;
  }

  /** Observes until the rule is done. */
  watch<T>(activity: Activity<T>): Watch<T> {
    return this.#ends.use(new Watch(activity, this.bounds.eventuallyMs));
  }

  /** Fails, instead of hanging, when this never ends. */
  within<T>(what: string, promise: PromiseLike<T>): Promise<T> {
    return within(this.bounds.eventuallyMs, what, promise);
  }

  /** The value that a read gives now. */
  read<T>(activity: Activity<T>): Promise<T> {
    return this.within('a read', activity.first());
  }

  /** Fails unless this rejects with one of the codes. */
  async rejects(promise: Promise<unknown>, ...codes: readonly NamingErrorCode[]): Promise<NamingError> {
    let outcome: unknown;
    try {
      outcome = await this.within('a write', promise);
    } catch (error) {
      if (NamingError.is(error) && codes.includes(error.code)) return error;
      throw error instanceof AssertionError
        ? error
        : new AssertionError({ message: `expected ${codes.join(' or ')}, got ${String(error)}` });
    }
    throw new AssertionError({ message: `expected ${codes.join(' or ')}, but it succeeded with ${String(outcome)}` });
  }

  /** Puts this in place of what a namespace has stored. */
  async writeRaw(namespace: Namespace, content: string | Uint8Array): Promise<void> {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    await (this.backend.writeRaw?.(namespace, bytes) ?? lacks('writeRaw'));
  }

  async fail(): Promise<void> {
    await (this.backend.fail?.() ?? lacks('fail'));
  }

  async recover(): Promise<void> {
    await (this.backend.recover?.() ?? lacks('recover'));
  }

  /** Waits until the backend counts this many watches. */
  watchesAre(expected: number, afterMs = 0): Promise<void> {
    const count = (): number | Promise<number> => this.backend.openWatches?.() ?? lacks('openWatches');
    return eventually(expected, 'watches open on the backend', { boundMs: this.bounds.eventuallyMs + afterMs, count });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#ends[Symbol.asyncDispose]();
  }
}

function lacks(method: string): never {
  throw new TypeError(`the backend declares a capability, but has no ${method}()`);
}
