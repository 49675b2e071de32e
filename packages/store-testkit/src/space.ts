import { AssertionError } from 'node:assert';
import { type Activity, systemClock } from '@namerd/activity';
import { NamingError, type NamingErrorCode } from '@namerd/errors';
import type { DtabStore, Namespace } from '@namerd/store';
import type { StoreBackend, StoreCapabilities } from './backend.ts';
import { Watch, within } from './watch.ts';

/** What a rule says, and how it is tried. */
export interface Rule {
  /** A sentence about behaviour. */
  readonly title: string;
  /** Skipped where the backend lacks this. */
  readonly needs?: keyof StoreCapabilities;
  /** What every store gets from its guard, and need not do itself. */
  readonly guardOnly?: true;
  run(space: Space): Promise<void>;
}

/** Bounds of waiting, in milliseconds. */
export interface Bounds {
  readonly eventuallyMs: number;
  readonly lingerMs: number;
}

/** Where one rule is tried: a fresh backend, with one store open. Disposes of everything, and fails if that hangs. */
export class Space implements AsyncDisposable {
  readonly backend: StoreBackend;
  readonly bounds: Bounds;
  readonly capabilities: StoreCapabilities;
  readonly #wrap: (store: DtabStore) => DtabStore;
  /** What is to be ended after the rule, last things first. */
  readonly #ends: (() => void | Promise<void>)[] = [];
  #store: DtabStore | undefined;

  constructor(
    backend: StoreBackend,
    options: { capabilities: StoreCapabilities; bounds: Bounds; wrap: (store: DtabStore) => DtabStore },
  ) {
    this.backend = backend;
    this.bounds = options.bounds;
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
    this.#ends.push(() => this.within('disposing of the store', store[Symbol.asyncDispose]()));
    return store;
  }

  /** Observes until the rule is done. */
  watch<T>(activity: Activity<T>): Watch<T> {
    const watch = new Watch(activity, this.bounds.eventuallyMs);
    this.#ends.push(() => watch[Symbol.dispose]());
    return watch;
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

  /** Waits until the backend counts this many watches. Asks often, for backends cannot tell. */
  async watchesAre(expected: number, afterMs = 0): Promise<void> {
    const deadline = systemClock.now() + this.bounds.eventuallyMs + afterMs;
    for (;;) {
      const seen = await (this.backend.openWatches?.() ?? lacks('openWatches'));
      if (seen === expected) return;
      if (systemClock.now() > deadline) {
        throw new AssertionError({ message: `expected ${expected} watches open on the backend, there are ${seen}` });
      }
      await pause();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const errors: unknown[] = [];
    for (const end of [() => this.backend[Symbol.asyncDispose](), ...this.#ends].reverse()) {
      try {
        await end();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) throw new AggregateError(errors, 'several things could not be disposed of');
  }
}

/** A moment before asking again what cannot be awaited. */
export function pause(): Promise<void> {
  return new Promise((resolve) => void systemClock.setTimeout(resolve, 5));
}

function lacks(method: string): never {
  throw new TypeError(`the backend declares a capability, but has no ${method}()`);
}
