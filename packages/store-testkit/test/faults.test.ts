import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Sink } from '@namerd/activity';
import type { Dtab } from '@namerd/dtab';
import { NamingError } from '@namerd/errors';
import type { DtabStore, Namespace, Version, VersionedDtab } from '@namerd/store';
import { FaultProxy, type FaultReport, runFaults } from '@namerd/store-testkit';
import test, { type ExecutionContext } from 'ava';
import { Disk, ReferenceStore } from './reference.ts';

/** A schedule on a disk in memory, whose only faults are those of the process. */
function run(make: (disk: Disk) => DtabStore, seed = 7): Promise<FaultReport> {
  const disk = new Disk(make);
  return runFaults({
    backend: {
      port: 1,
      pause: () => void disk.fail(),
      resume: () => void disk.recover(),
      kill: () => disk.fail(),
      restart: () => disk.recover(),
    },
    open: () => disk.open(),
    seed,
    steps: 3,
    kinds: ['kill', 'freeze'],
    boundMs: 1_000,
  });
}

test('a store that does everything right keeps the invariants', async (t) => {
  const report = await run((disk) => new ReferenceStore(disk));
  t.is(report.faults.length, 3);
  t.true(report.acknowledged > 0);
});

const wrong: readonly { title: string; caught: RegExp; store: new (disk: Disk) => DtabStore }[] = [
  {
    title: 'takes no notice of the expected version',
    caught: /acknowledged writes are lost/,
    store: class extends ReferenceStore {
      protected override expect(): void {}
    },
  },
  {
    title: 'acknowledges what it does not write',
    caught: /acknowledged writes are lost|both .* won/,
    store: class extends ReferenceStore {
      #n = 0;
      protected override write(namespace: Namespace, dtab: Dtab): Version {
        if (++this.#n % 5 !== 0) return super.write(namespace, dtab);
        const before = this.disk.files.get(namespace);
        const version = super.write(namespace, dtab);
        if (before !== undefined) this.disk.files.set(namespace, before);
        return version;
      }
    },
  },
  {
    title: 'refuses what it has written',
    caught: /refused writes were made all the same/,
    store: class extends ReferenceStore {
      #n = 0;
      override async update(namespace: Namespace, dtab: Dtab, expected: Version): Promise<Version> {
        const version = await super.update(namespace, dtab, expected);
        if (++this.#n % 3 === 0) throw new NamingError('VERSION_MISMATCH', 'not so');
        return version;
      }
    },
  },
  {
    title: 'takes an outage for an absent namespace',
    caught: /was told that .* does not exist|waited/,
    store: class extends ReferenceStore {
      protected override look<T>(read: () => T, sink: Sink<T>): void {
        if (this.disk.outage === undefined) super.look(read, sink);
        else sink.ok(undefined as T);
      }
    },
  },
  {
    title: 'goes back in time after an outage',
    caught: /went back in time|not in step/,
    store: class extends ReferenceStore {
      readonly #first = new Map<Namespace, VersionedDtab | undefined>();
      #wasOut = false;
      protected override read(namespace: Namespace): VersionedDtab | undefined {
        const found = super.read(namespace);
        if (!this.#first.has(namespace)) this.#first.set(namespace, found);
        return this.#wasOut && this.disk.counter % 2 === 1 ? this.#first.get(namespace) : found; // after an outage, every other time
      }
      protected override look<T>(read: () => T, sink: Sink<T>): void {
        this.#wasOut ||= this.disk.outage !== undefined;
        super.look(read, sink);
      }
    },
  },
  {
    title: 'does not see what others write after an outage',
    caught: /not in step|waited/,
    store: class extends ReferenceStore {
      #isDeaf = false;
      protected override look<T>(read: () => T, sink: Sink<T>): void {
        if (this.#isDeaf) return;
        super.look(read, sink);
        this.#isDeaf = this.disk.outage !== undefined;
      }
    },
  },
  {
    title: 'gives out a version twice',
    caught: /same version|both .* won|lost/,
    store: class extends ReferenceStore {
      protected override nextVersion(namespace: Namespace): number {
        return Math.floor(super.nextVersion(namespace) / 2);
      }
    },
  },
];

for (const { title, caught, store: Store } of wrong) {
  test(`a store that ${title} is found out`, async (t) => {
    const outcomes = await Promise.allSettled([7, 8, 9].map((seed) => run((disk) => new Store(disk), seed)));
    const messages = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [String(outcome.reason)] : []));
    t.true(messages.length > 0, 'no schedule found it');
    for (const message of messages) t.regex(message, caught);
  });
}

/** A server that answers each line with the same line, behind a proxy, and a client of it. */
async function echo(t: ExecutionContext) {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const proxy = await FaultProxy.start(() => (typeof address === 'object' && address !== null ? address.port : 0));
  const client = connect({ port: proxy.port, host: '127.0.0.1' });
  client.setEncoding('utf8').on('error', () => undefined);
  let text = '';
  client.on('data', (chunk: string) => {
    text += chunk;
  });
  t.teardown(async () => {
    client.destroy();
    await proxy[Symbol.asyncDispose]();
    server.close();
  });
  const heard = async (wanted: string): Promise<void> => {
    while (text !== wanted) await once(client, 'data');
  };
  return { proxy, client, heard };
}

test('the proxy keeps the order of what it delays, also when the delay ends', async (t) => {
  const { proxy, client, heard } = await echo(t);
  client.write('a');
  await heard('a');
  proxy.set({ kind: 'delay', ms: 60 });
  client.write('b');
  await new Promise((resolve) => setTimeout(resolve, 10));
  proxy.set({ kind: 'none' });
  client.write('c');
  await heard('abc');
  t.pass();
});

test('the proxy holds back what it stalls, and lets it go when it is healed', async (t) => {
  const { proxy, client, heard } = await echo(t);
  client.write('a');
  await heard('a');
  proxy.set({ kind: 'stall' });
  client.write('b');
  const first = await Promise.race([
    heard('ab').then(() => 'heard'),
    new Promise((resolve) => setTimeout(() => resolve('silent'), 50)),
  ]);
  t.is(first, 'silent');
  proxy.set({ kind: 'none' });
  await heard('ab');
});

test('the proxy closes connections it cuts, and those that come', async (t) => {
  const { proxy, client, heard } = await echo(t);
  client.write('a');
  await heard('a');
  proxy.set({ kind: 'cut' });
  await once(client, 'close');
  const next = connect({ port: proxy.port, host: '127.0.0.1' });
  next.on('error', () => undefined);
  await once(next, 'close');
  t.is(proxy.open, 0);
});
