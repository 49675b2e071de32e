import { AssertionError } from 'node:assert';
import { Dtab } from '@namerd/dtab';
import { Namespace } from '@namerd/store';
import { Ends, pass, type TestFn, Watch } from '@namerd/testkit';
import type { FaultBackend, OpenStore } from './faults/backend.ts';

/** Options of {@link testTwoStores}. */
export interface TwoStoresOptions {
  /** Runs tests one after the other (AVA's `test.serial`): the backend is restarted. */
  readonly test: TestFn;
  readonly name: string;
  /** Asked when the test runs. */
  readonly backend: () => Pick<FaultBackend, 'port' | 'kill' | 'restart'>;
  readonly open: OpenStore;
}

const edits = 50;
const boundMs = 1_000;

/** Declares the test of two servers on one backend: what one writes the other serves within a second (the slowest of 50 edits may be the one behind a restart). */
export function testTwoStores({ test, name, backend, open }: TwoStoresOptions): void {
  test(`${name}: of two stores on one backend, one serves what the other writes within a second, through a restart too`, async (t) => {
    await using ends = new Ends();
    const service = backend();
    const space = `two-${Date.now().toString(36)}`;
    const namespace = Namespace.parse('web');
    const writer = ends.use(await open(service.port, space));
    const reader = ends.use(await open(service.port, space));
    let version = await writer.create(namespace, numbered(0));
    const written = ends.use(new Watch(writer.observe(namespace), 15_000));
    const read = ends.use(new Watch(reader.observe(namespace), 15_000));
    await read.fresh('the first dtab', (found) => found?.version === version);
    const latencies: number[] = [];
    for (let n = 1; n <= edits; n++) {
      if (n === edits / 2) {
        await service.kill();
        await service.restart();
        await written.until('the outage to be over', (state) => state.kind === 'ok' && state.stale === undefined);
      }
      const started = performance.now();
      version = await writer.update(namespace, numbered(n), version);
      await read.fresh(`edit ${n}`, (found) => found?.version === version);
      latencies.push(performance.now() - started);
    }
    const [slowest = 0, next = 0] = latencies.sort((a, b) => b - a);
    if (typeof t === 'object' && t !== null && 'log' in t && typeof t.log === 'function') {
      t.log(`slowest ${slowest.toFixed(0)} ms, next ${next.toFixed(0)} ms, median ${latencies[edits / 2]?.toFixed(1)} ms`);
    }
    if (next >= boundMs)
      throw new AssertionError({ message: `two of ${edits} edits took ${slowest.toFixed(0)} and ${next.toFixed(0)} ms` });
    pass(t);
  });
}

function numbered(n: number): Dtab {
  return Dtab.parse(`/svc => /n${n}`);
}
