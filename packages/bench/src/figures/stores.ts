import { Dtab, Namespace } from '@namerd/plugin';
import { FaultProxy } from '@namerd/store-testkit';
import { Watch } from '@namerd/testkit';
import { ServerChild } from '../child.ts';
import type { Figure } from '../figure.ts';
import { median, percentile } from '../statistics.ts';
import type { StoreBench } from '../stores/backend.ts';
import { consulBench } from '../stores/consul.ts';
import { etcdBench } from '../stores/etcd.ts';
import { kubernetesBench } from '../stores/kubernetes.ts';
import { redisBench } from '../stores/redis.ts';
import { sqliteBench } from '../stores/sqlite.ts';
import { zookeeperBench } from '../stores/zookeeper.ts';

const benches: readonly StoreBench[] = [sqliteBench, redisBench, zookeeperBench, etcdBench, consulBench, kubernetesBench];
const web = Namespace.parse('web');
const numbered = (n: number): Dtab => Dtab.parse(`/svc => /#/io.l5d.fs/n${n} ; /host => /svc`);

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Compare-and-set writes, ours and the bare client's by turns. */
function write(bench: StoreBench): Figure {
  return {
    id: `${bench.name}-write`,
    what: "update of a dtab / the bare client's own compare-and-set",
    unit: 'x',
    limit: { atMost: 1.5 },
    async measure() {
      await using service = await bench.start();
      await using store = bench.open(service.port);
      await using bare = await bench.bare(service.port);
      let version = await store.create(web, numbered(0));
      const ours: number[] = [];
      const theirs: number[] = [];
      for (let n = 1; n <= 400; n++) {
        const dtab = numbered(n);
        ours.push(
          await timed(async () => {
            version = await store.update(web, dtab, version);
          }),
        );
        theirs.push(await timed(() => bare.write()));
      }
      const [a, b] = [median(ours.slice(100)), median(theirs.slice(100))];
      return { value: a / b, detail: `${a.toFixed(2)} ms / ${b.toFixed(2)} ms (medians of 300)` };
    },
  };
}

/** From the call of the write until another store's observer has it. */
function latency(bench: StoreBench): Figure {
  return {
    id: `${bench.name}-latency`,
    what: 'an update until an observer in another process-like store has it, p50',
    unit: 'ms',
    async measure() {
      await using service = await bench.start();
      await using writer = bench.open(service.port);
      await using reader = bench.open(service.port);
      let version = await writer.create(web, numbered(0));
      using watch = new Watch(reader.observe(web), 10_000);
      await watch.fresh('the first', (found) => found?.version === version);
      const samples: number[] = [];
      for (let n = 1; n <= 200; n++) {
        samples.push(
          await timed(async () => {
            version = await writer.update(web, numbered(n), version);
            await watch.fresh(`edit ${n}`, (found) => found?.version === version);
          }),
        );
      }
      return { value: median(samples), detail: `p99 ${percentile(samples, 99).toFixed(1)} ms, of 200` };
    },
  };
}

/** Messages to the backend while nothing changes, for few and for many observers of the same namespaces. */
function requests(bench: StoreBench): Figure {
  const windowMs = 12_000;
  return {
    id: `${bench.name}-requests`,
    what: 'messages to the backend with 1,000 observers of 100 namespaces / with 100, idle',
    unit: 'x',
    limit: { atMost: 1.2 },
    async measure() {
      await using service = await bench.start();
      await using proxy = await FaultProxy.start(() => service.port);
      await using store = bench.open(proxy.port);
      const names = Array.from({ length: 100 }, (_, i) => Namespace.parse(`ns-${i}`));
      for (const name of names) await store.create(name, numbered(0));
      const observe = (): Disposable[] => names.map((name) => store.observe(name).observe(() => undefined));
      const observations = observe();
      const count = async (): Promise<number> => {
        await new Promise((resolve) => setTimeout(resolve, 2_000)); // what starting costs is over
        const before = proxy.sent;
        await new Promise((resolve) => setTimeout(resolve, windowMs));
        return proxy.sent - before;
      };
      const few = await count();
      for (let i = 0; i < 9; i++) observations.push(...observe());
      const many = await count();
      for (const observation of observations) observation[Symbol.dispose]();
      const perMinute = (n: number): string => ((n * 60_000) / windowMs).toFixed(0);
      return { value: (many + 1) / (few + 1), detail: `${perMinute(many)} / ${perMinute(few)} a minute` };
    },
  };
}

/** What a process pays for a store: its code, and one connection that has been used. */
function resident(bench: StoreBench): Figure {
  return {
    id: `${bench.name}-rss`,
    what: 'memory of a process after importing the store and reading the list, less what it was bare',
    unit: 'MB',
    async measure() {
      await using service = await bench.start();
      const { config, ...plugin } = bench.plugin;
      await using child = await ServerChild.start('store', { ...plugin, config: config(service.port) });
      return { value: child.bytes / 2 ** 20, detail: 'resident set, after garbage collection' };
    },
  };
}

/** Every figure of every backend that this table knows. */
export const storeFigures: readonly Figure[] = benches.flatMap((bench) => [
  write(bench),
  latency(bench),
  ...(bench === sqliteBench ? [] : [requests(bench)]),
  resident(bench),
]);
