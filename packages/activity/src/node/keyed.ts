import type { Clock } from '../clock.ts';
import { State } from '../state.ts';
import { type Dependent, Node } from './node.ts';

/** What all nodes of one `keyed` share: the entries that are observed or linger. */
export class KeyedEntries<V> {
  readonly #options: {
    readonly lingerMs: number;
    readonly capacity: number;
    readonly clock: Clock;
    readonly signal: AbortSignal | undefined;
  };
  readonly #entries = new Map<string, Entry<V>>();
  /** Entries without users, longest idle first. */
  readonly #idle = new Map<string, Disposable>();

  constructor(options: { lingerMs: number; capacity: number; clock: Clock; signal: AbortSignal | undefined }) {
    this.#options = options;
    options.signal?.addEventListener('abort', () => this.#forgetIdle(0), { once: true });
  }

  get size(): number {
    return this.#entries.size;
  }

  has(id: string): boolean {
    return this.#entries.has(id);
  }

  /** The shared node of a key, made by the first who takes it. Pair with {@link leave}. */
  take(id: string, make: () => Node<V>): Node<V> {
    const found = this.#entries.get(id);
    const entry = found ?? new Entry(make());
    if (found === undefined) this.#entries.set(id, entry);
    entry.users++;
    this.#idle.get(id)?.[Symbol.dispose]();
    this.#idle.delete(id);
    return entry.node;
  }

  leave(id: string): void {
    const entry = this.#entries.get(id);
    if (entry === undefined || --entry.users > 0) return;
    const { lingerMs, capacity, clock, signal } = this.#options;
    if (lingerMs <= 0 || signal?.aborted) {
      this.#forget(id);
      return;
    }
    this.#idle.set(
      id,
      clock.setTimeout(() => this.#forget(id), lingerMs),
    );
    this.#forgetIdle(capacity);
  }

  #forgetIdle(keep: number): void {
    for (const id of this.#idle.keys()) {
      if (this.#idle.size <= keep) return;
      this.#forget(id);
    }
  }

  #forget(id: string): void {
    this.#idle.get(id)?.[Symbol.dispose]();
    this.#idle.delete(id);
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    entry?.close();
  }
}

/** Holds a node for as long as its key is in use or lingers. */
class Entry<V> implements Dependent {
  readonly node: Node<V>;
  users = 0;

  constructor(node: Node<V>) {
    this.node = node;
    node.attach(this);
  }

  invalidate(): void {
    // Nobody looks through the entry itself.
  }

  close(): void {
    this.node.detach(this);
  }
}

/** The node of one key: takes the shared node while it is observed. */
export class Keyed<V> extends Node<V> {
  readonly #id: string;
  readonly #entries: KeyedEntries<V>;
  readonly #make: () => Node<V>;
  #inner: Node<V> | undefined;

  constructor(id: string, entries: KeyedEntries<V>, make: () => Node<V>) {
    super(`keyed ${id}`);
    this.#id = id;
    this.#entries = entries;
    this.#make = make;
  }

  protected activate(): void {
    this.#inner = this.#entries.take(this.#id, this.#make);
    this.#inner.attach(this);
  }

  protected deactivate(): void {
    this.#inner?.detach(this);
    this.#inner = undefined;
    this.#entries.leave(this.#id);
    this.state = State.pending;
    this.version++;
  }

  protected recompute(): void {
    if (this.#inner === undefined) return;
    this.#inner.refresh();
    this.publish(this.#inner.state);
  }

  override isSame(a: State<V>, b: State<V>): boolean {
    return this.#inner?.isSame(a, b) ?? a === b;
  }
}
