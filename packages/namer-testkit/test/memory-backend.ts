import { Path } from '@namerd/dtab';
import type { Endpoint, Namer } from '@namerd/namer';
import type { NamerBackend } from '@namerd/namer-testkit';
import { type Faults, MemoryNamer } from './memory-namer.ts';

/** What the backend says about a service. */
export type Answer =
  | { readonly kind: 'endpoints'; readonly endpoints: readonly Endpoint[] }
  | { readonly kind: 'none' | 'nonsense' | 'down' };

/** A discovery system in this process, which tells its watchers about changes at once. */
export class MemoryBackend implements NamerBackend {
  readonly prefix: Path = Path.of('#', 'memory');
  readonly #faults: Faults;
  readonly #services = new Map<string, Answer>();
  readonly #watchers = new Set<{ readonly service: string | undefined; readonly tell: () => void }>();
  #isDown = false;

  constructor(faults: Faults = {}) {
    this.#faults = faults;
  }

  open(): Namer {
    return new MemoryNamer(this, this.#faults);
  }

  /** Two labels, so that there are paths that are too short. */
  nameOf(service: string): Path {
    return Path.of('east', service);
  }

  async set(service: string, endpoints: readonly Endpoint[]): Promise<void> {
    this.#put(service, { kind: 'endpoints', endpoints });
  }

  async remove(service: string): Promise<void> {
    this.#services.delete(service);
    this.#tell(service);
  }

  async nonsense(service: string): Promise<void> {
    this.#put(service, { kind: 'nonsense' });
  }

  async fail(): Promise<void> {
    this.#isDown = true;
    this.#tell();
  }

  async recover(): Promise<void> {
    this.#isDown = false;
    this.#tell();
  }

  openWatches(): number {
    return this.#watchers.size;
  }

  /** Calls back soon and on each change; without a service, on changes of all. */
  watch(service: string | undefined, tell: () => void): Disposable {
    const watcher = { service, tell };
    this.#watchers.add(watcher);
    setImmediate(() => this.#watchers.has(watcher) && tell());
    return { [Symbol.dispose]: () => void this.#watchers.delete(watcher) };
  }

  read(service: string): Answer {
    if (this.#isDown) return { kind: 'down' };
    return this.#services.get(service) ?? { kind: 'none' };
  }

  list(): readonly string[] | undefined {
    return this.#isDown ? undefined : [...this.#services.keys()].sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#watchers.size > 0 && this.#faults.leaks !== true) throw new Error(`${this.#watchers.size} watches were left open`);
  }

  #put(service: string, answer: Answer): void {
    this.#services.set(service, answer);
    this.#tell(service);
  }

  #tell(service?: string): void {
    for (const watcher of this.#watchers) {
      if (service === undefined || watcher.service === undefined || watcher.service === service) watcher.tell();
    }
  }
}
