import {
  type Activity,
  Addr,
  constant,
  failing,
  type Keyed,
  keyed,
  Label,
  type Name,
  type Namer,
  type NamerContext,
  NameTree,
  NamingError,
  Path,
  poll,
  type Var,
  variable,
  whilePresent,
} from '@namerd/plugin';
import type { SampleNamerConfig } from './config.ts';
import { toAddr } from './to-addr.ts';

/** Options of {@link SampleNamer}. */
export interface SampleNamerOptions {
  readonly config: SampleNamerConfig;
  readonly context: NamerContext;
  /** How long a service is asked for after its last observer has left, in milliseconds. Default 10,000. */
  readonly lingerMs?: number;
}

/** The names that the backend allows. Nothing else is asked for: a label such as `..` would lead to another page. */
const serviceName = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,252}$/; // FILL IN: your backend's rule

/** Names are the services of a Sample registry; the first label is the service, the rest the residual. The caller disposes. */
export class SampleNamer implements Namer {
  readonly #config: SampleNamerConfig;
  readonly #context: NamerContext;
  readonly #closing = new AbortController();
  readonly #isOpen: Var<boolean> = variable(true);
  /** One watch for each service, however many names lead to it. The key is the backend's, never the whole path. */
  readonly #services: Keyed<string, Addr>;

  constructor({ config, context, lingerMs }: SampleNamerOptions) {
    this.#config = config;
    this.#context = context;
    this.#services = keyed((service) => this.#watch(service), {
      clock: context.clock,
      signal: this.#closing.signal,
      ...(lingerMs !== undefined && { lingerMs }),
    });
  }

  lookup(path: Path): Activity<NameTree<Name>> {
    const [label] = path.labels;
    const service = label === undefined ? '' : Label.text(label);
    if (!serviceName.test(service)) return constant(NameTree.neg);
    const id = Path.concat(this.#context.prefix, Path.take(path, 1));
    return this.#whileOpen(whilePresent({ id, residual: Path.drop(path, 1), addr: this.#whileOpen(this.#services(service)) }));
  }

  /** Ends all watches, also those that are observed: what they show is then `failed` with `CLOSED`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#isOpen.value = false;
    // FILL IN: close what the constructor has opened, such as a client of your backend.
  }

  /**
   * Runs while the service is observed. Retries, last good values and `/state` come with it: all that is ours is one read.
   * FILL IN: where your backend can tell of changes, `longPoll` or `stream` in place of `poll`.
   */
  #watch(service: string): Activity<Addr> {
    const { intervalMs, timeoutMs } = this.#config;
    return poll<Addr>({
      context: this.#context,
      name: `sample ${service}`,
      intervalMs,
      timeoutMs,
      equals: Addr.equals,
      fetch: (signal) => this.#read(service, signal),
    });
  }

  /** FILL IN: one read of one service. Neg only if the backend says that there is none; whatever else goes wrong is thrown. */
  async #read(service: string, signal: AbortSignal): Promise<Addr> {
    const response = await fetch(new URL(`/services/${service}`, this.#config.url), { signal });
    const text = await response.text();
    if (response.status === 404) return Addr.neg;
    if (response.ok) return toAddr(service, text);
    const code = response.status === 401 || response.status === 403 ? 'FORBIDDEN' : 'UNAVAILABLE';
    throw new NamingError(code, `the registry answered ${response.status}`);
  }

  #whileOpen<T>(activity: Activity<T>): Activity<T> {
    return this.#isOpen.flatMap((isOpen) => (isOpen ? activity : failing(new NamingError('CLOSED', 'the namer is closed'))));
  }
}
