import { randomBytes } from 'node:crypto';
import {
  type Activity,
  type CallOptions,
  type DeleteOptions,
  Dtab,
  type DtabStore,
  failing,
  type Keyed,
  keyed,
  type Namespace,
  NamingError,
  type PluginContext,
  readOwnWrite,
  StoreError,
  stream,
  type Var,
  Version,
  VersionedDtab,
  variable,
} from '@namerd/plugin';
import { Changes } from './changes.ts';
import type { RedisStoreConfig } from './config.ts';
import { type Client, createClient, type WriteReply } from './connect.ts';
import { Connection } from './connection.ts';
import { toNamingError } from './errors.ts';
import { type Keys, keysOf } from './keys.ts';
import { type Counted, readDtab, readNames, type Stored, sameStored, toVersioned } from './reads.ts';

/** How long a watch outlives its last observer: requests one after the other share it. */
const lingerMs = 1_000;

/** Keeps dtabs in Redis: writes are scripts, so that each is atomic; watches read on every hint, and from time to time without one. */
export class RedisStore implements DtabStore {
  readonly #config: RedisStoreConfig;
  readonly #context: PluginContext;
  readonly #keys: Keys;
  readonly #commands: Connection;
  readonly #subscriber: Connection;
  readonly #changes: Changes;
  readonly #isOpen: Var<boolean> = variable(true);
  /** Makes the versions of this process different from those that another gives, whatever becomes of the counter. */
  readonly #nonce: string = randomBytes(4).toString('hex');
  readonly #dtabs: Keyed<Namespace, Counted<Stored | undefined>>;
  readonly #names: Keyed<'', Counted<readonly Namespace[]>>;

  constructor(config: RedisStoreConfig, context: PluginContext) {
    this.#config = config;
    this.#context = context;
    this.#keys = keysOf(config.keyPrefix);
    const sharing = { clock: context.clock, signal: context.signal, lingerMs };
    this.#dtabs = keyed((namespace: Namespace) => this.#watchDtab(namespace), sharing);
    this.#names = keyed(() => this.#watchNames(), sharing);
    const { timeoutMs } = config;
    const random = context.random ?? Math.random;
    this.#commands = new Connection(createClient(config, random), { clock: context.clock, timeoutMs });
    this.#subscriber = new Connection(createClient(config, random), { clock: context.clock, timeoutMs });
    this.#changes = new Changes({ connection: this.#subscriber, clock: context.clock, heartbeatMs: timeoutMs / 2 });
  }

  list(): Activity<readonly Namespace[]> {
    return this.#whileOpen(this.#names('').map(({ value }) => value));
  }

  observe(namespace: Namespace): Activity<VersionedDtab | undefined> {
    return this.#whileOpen(this.#dtabs(namespace).map(({ value }) => toVersioned(value), VersionedDtab.equals));
  }

  create(namespace: Namespace, dtab: Dtab, options?: CallOptions): Promise<Version> {
    return this.#write('create', namespace, dtab, { ...options });
  }

  update(namespace: Namespace, dtab: Dtab, expected: Version, options?: CallOptions): Promise<Version> {
    return this.#write('update', namespace, dtab, { ...options, expected });
  }

  put(namespace: Namespace, dtab: Dtab, options?: CallOptions): Promise<Version> {
    return this.#write('put', namespace, dtab, { ...options });
  }

  async delete(namespace: Namespace, options: DeleteOptions = {}): Promise<void> {
    const { names, counter, dtab, changes } = this.#keys;
    const expected = options.expected === undefined ? '' : Version.text(options.expected);
    await this.#send(namespace, options.signal, (client) =>
      client.namerdRemove(dtab(namespace), names, counter, changes(), changes(namespace), expected, namespace),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOpen.value = false;
    this.#commands.close();
    this.#subscriber.close();
  }

  async #write(mode: string, namespace: Namespace, value: Dtab, options: DeleteOptions): Promise<Version> {
    const { names, counter, dtab, changes } = this.#keys;
    const expected = options.expected === undefined ? '' : Version.text(options.expected);
    const text = Dtab.show(value);
    const stamp = await this.#send(namespace, options.signal, (client) =>
      client.namerdWrite(
        dtab(namespace),
        names,
        counter,
        mode,
        text,
        this.#nonce,
        changes(),
        changes(namespace),
        namespace,
        expected,
      ),
    );
    return Version.ofText(stamp);
  }

  /** Runs a script that writes, once: what fails on the way may have happened, and is not repeated. Answers its stamp, when our watches show it. */
  async #send(
    namespace: Namespace,
    signal: AbortSignal | undefined,
    run: (client: Client) => Promise<WriteReply>,
  ): Promise<string> {
    NamingError.throwIfAborted(signal);
    await abortable(this.#commands.ready(), signal, false);
    const [outcome, stamp = '', names] = await abortable(run(this.#commands.client), signal, true);
    switch (outcome) {
      case 'exists':
        throw StoreError.exists(namespace);
      case 'missing':
        throw StoreError.notFound(namespace);
      case 'mismatch':
        throw StoreError.mismatch(namespace);
      case 'ok':
        break;
      default:
        throw new NamingError('PROTOCOL', 'Redis answered a write with something else', { details: { outcome: 'unknown' } });
    }
    await this.#settle(namespace, Number.parseInt(stamp, 10), names !== 'old', signal);
    return stamp;
  }

  /** Until our own watches show the write. */
  async #settle(namespace: Namespace, count: number, changesNames: boolean, signal: AbortSignal | undefined): Promise<void> {
    const { changes } = this.#keys;
    const options = { clock: this.#context.clock, signal, hasSeen: (seen: Counted<unknown>) => seen.count >= count };
    this.#changes.hint(changes(namespace));
    await readOwnWrite(namespace, { ...options, watches: this.#dtabs });
    if (!changesNames) return;
    this.#changes.hint(changes());
    await readOwnWrite('', { ...options, watches: this.#names });
  }

  /** Disposing ends what is observed: nothing goes on trying behind a store that is closed. */
  #whileOpen<T>(activity: Activity<T>): Activity<T> {
    return this.#isOpen.flatMap((isOpen) => (isOpen ? activity : failing(new NamingError('CLOSED', 'the store is disposed'))));
  }

  #watchDtab(namespace: Namespace): Activity<Counted<Stored | undefined>> {
    const read = readDtab(this.#commands, this.#keys, namespace);
    return this.#watch(`redis ${namespace}`, this.#keys.changes(namespace), read, sameStored);
  }

  #watchNames(): Activity<Counted<readonly Namespace[]>> {
    const sameNames = (a: readonly Namespace[], b: readonly Namespace[]): boolean => a.join() === b.join();
    return this.#watch('redis list', this.#keys.changes(), () => readNames(this.#commands, this.#keys), sameNames);
  }

  #watch<T>(
    name: string,
    channel: string,
    read: () => Promise<Counted<T>>,
    equals: (a: T, b: T) => boolean,
  ): Activity<Counted<T>> {
    const { timeoutMs, resyncMs } = this.#config;
    return stream<Counted<T>, undefined>({
      context: this.#context,
      name,
      equals: (a, b) => equals(a.value, b.value),
      orderOf: ({ count }) => count,
      timeoutMs: timeoutMs * 2,
      livenessMs: timeoutMs * 3,
      resyncMs,
      backoff: { minMs: 50, maxMs: 5_000 },
      list: async () => ({ value: await read(), cursor: undefined }),
      follow: async (_cursor, follower, signal) => {
        using subscription = await this.#changes.subscribe(channel, () => follower.alive(), signal);
        for (;;) {
          follower.next(await read()); // first of all what happened between the list and the subscription
          await subscription.next();
        }
      },
    });
  }
}

/** What comes of it, unless the signal aborts first. `isWrite`: it may have happened all the same. */
async function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined, isWrite: boolean): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const details = isWrite ? { outcome: 'unknown' } : {};
  const onAbort = (): void => reject(new NamingError('ABORTED', 'aborted', { cause: signal?.reason, details }));
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } catch (thrown) {
    throw toNamingError(thrown, isWrite);
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}
