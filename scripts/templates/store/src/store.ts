import {
  type Activity,
  type CallOptions,
  type DeleteOptions,
  Dtab,
  type DtabStore,
  failing,
  type Keyed,
  keyed,
  longPoll,
  Namespace,
  NamingError,
  type PluginContext,
  readOwnWrite,
  StoreError,
  type Var,
  Version,
  VersionedDtab,
  variable,
  z,
} from '@namerd/plugin';
import type { SampleStoreConfig } from './config.ts';
import { type Answer, Service, type Write } from './service.ts';

/** Options of {@link SampleStore}. */
export interface SampleStoreOptions {
  readonly config: SampleStoreConfig;
  readonly context: PluginContext;
  /** How long a watch outlives its last observer, in milliseconds: requests one after the other share it. Default 1,000. */
  readonly lingerMs?: number;
}

const names = z.array(z.string());

/** Keeps dtabs in a Sample service: a document for each namespace, whose ETag is the version. The caller disposes. */
export class SampleStore implements DtabStore {
  readonly #config: SampleStoreConfig;
  readonly #context: PluginContext;
  readonly #service: Service;
  readonly #closing = new AbortController();
  readonly #isOpen: Var<boolean> = variable(true);
  readonly #dtabs: Keyed<Namespace, Answer>;
  readonly #names: Keyed<'', Answer>;

  constructor({ config, context, lingerMs = 1_000 }: SampleStoreOptions) {
    const { clock } = context;
    this.#config = config;
    this.#context = context;
    this.#service = new Service({ url: config.url, timeoutMs: config.timeoutMs, clock });
    const sharing = { clock, lingerMs, signal: this.#closing.signal };
    this.#dtabs = keyed((namespace: Namespace) => this.#watch(pathOf(namespace)), sharing);
    this.#names = keyed(() => this.#watch('/dtabs'), sharing);
  }

  list(): Activity<readonly Namespace[]> {
    return this.#whileOpen(this.#names('').map(toNames, (a, b) => a.join() === b.join()));
  }

  observe(namespace: Namespace): Activity<VersionedDtab | undefined> {
    return this.#whileOpen(this.#dtabs(namespace).map(toVersioned, VersionedDtab.equals));
  }

  create(namespace: Namespace, dtab: Dtab, options?: CallOptions): Promise<Version> {
    return this.#put(namespace, dtab, { 'if-none-match': '*' }, options);
  }

  update(namespace: Namespace, dtab: Dtab, expected: Version, options?: CallOptions): Promise<Version> {
    return this.#put(namespace, dtab, { 'if-match': stampOf(expected) }, options);
  }

  put(namespace: Namespace, dtab: Dtab, options?: CallOptions): Promise<Version> {
    return this.#put(namespace, dtab, {}, options);
  }

  async delete(namespace: Namespace, options: DeleteOptions = {}): Promise<void> {
    const { expected, signal } = options;
    const headers = expected === undefined ? {} : { 'if-match': stampOf(expected) };
    await this.#write(namespace, { method: 'DELETE', path: pathOf(namespace), headers, signal });
  }

  /** Ends all watches, also those that are observed: what they show is then `failed` with `CLOSED`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    this.#isOpen.value = false;
    // FILL IN: close what the constructor has opened, such as a client of your backend.
  }

  async #put(namespace: Namespace, dtab: Dtab, headers: Write['headers'], options?: CallOptions): Promise<Version> {
    const body = Dtab.show(dtab);
    const write: Write = { method: 'PUT', path: pathOf(namespace), body, headers, signal: options?.signal };
    return Version.ofText((await this.#write(namespace, write)).etag);
  }

  /** Sends a write, and waits until our own watches show it. FILL IN: what your backend's refusals mean. */
  async #write(namespace: Namespace, write: Write): Promise<Answer> {
    const answer = await this.#service.write(write);
    switch (answer.status) {
      case 200:
        break;
      case 404:
        throw StoreError.notFound(namespace);
      case 412:
        throw 'if-none-match' in write.headers ? StoreError.exists(namespace) : StoreError.mismatch(namespace);
      default:
        throw new NamingError('PROTOCOL', `the service answered ${answer.status} to a write`);
    }
    const hasSeen = ({ revision }: Answer): boolean => revision >= answer.revision;
    const options = { clock: this.#context.clock, signal: write.signal, hasSeen };
    await readOwnWrite(namespace, { ...options, watches: this.#dtabs });
    await readOwnWrite('', { ...options, watches: this.#names });
    return answer;
  }

  /**
   * Runs while the page is observed. Retries, last good values and `/state` come with it. FILL IN: `poll` where your backend cannot tell of
   * changes, `stream` where it sends them.
   */
  #watch(path: string): Activity<Answer> {
    const { waitMs, timeoutMs } = this.#config;
    return longPoll<Answer, number>({
      context: this.#context,
      name: `sample ${path}`,
      waitMs,
      timeoutMs,
      backoff: { minMs: 50, maxMs: 5_000 },
      busyMaxMs: 50, // a write waits until the watch shows it
      fetch: async (after, signal) => {
        const value = await this.#service.read(path, after, waitMs, signal);
        if (value.status !== 200 && value.status !== 404)
          throw new NamingError('PROTOCOL', `the service answered ${value.status}`);
        return { value, index: value.revision };
      },
    });
  }

  #whileOpen<T>(activity: Activity<T>): Activity<T> {
    return this.#isOpen.flatMap((isOpen) => (isOpen ? activity : failing(new NamingError('CLOSED', 'the store is closed'))));
  }
}

function pathOf(namespace: Namespace): string {
  return `/dtabs/${namespace}`; // the guard lets no name pass that would need escaping
}

/** As the service knows it. A version that it never gave may be any bytes: escaped, they are a header, and match nothing. */
function stampOf(version: Version): string {
  return encodeURIComponent(Version.text(version));
}

/** Text that is no dtab throws `PARSE`, and so fails its namespace alone: the watch itself has succeeded. */
function toVersioned({ status, text, etag }: Answer): VersionedDtab | undefined {
  return status === 404 ? undefined : { dtab: Dtab.parse(text), version: Version.ofText(etag) };
}

function toNames({ text }: Answer): readonly Namespace[] {
  try {
    return names
      .parse(JSON.parse(text))
      .filter((name) => Namespace.is(name))
      .sort();
  } catch (cause) {
    throw new NamingError('PROTOCOL', 'the list of namespaces is not understood', { cause });
  }
}
