import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { keyed, source, VirtualClock, variable } from '@namerd/activity';
import test from 'ava';
import { turn } from './helpers.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** How many bytes of this thread's heap are in use, once the garbage is gone. */
async function heapUsed(): Promise<number> {
  await turn(); // lets go of what this turn has looked at
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

const chains = 10_000;

test.serial('200,000 updates behind a slow reader keep one of them', async (t) => {
  const updates = 200_000;
  const a = variable<{ readonly n: number }>({ n: 0 });
  const states = a.states();
  await states.next();
  const kept: WeakRef<object>[] = [];
  const before = await heapUsed();
  for (let n = 1; n <= updates; n++) {
    a.value = { n };
    if (n % 1_000 === 0) kept.push(new WeakRef(a.value));
    await Promise.resolve(); // each in a turn of its own
  }
  const grown = (await heapUsed()) - before;
  t.true(kept.filter((ref) => ref.deref() !== undefined).length <= 1, 'only the newest is held');
  t.true(grown < 1_000_000, `${grown} bytes`);
  const next = await states.next();
  t.deepEqual(next.value, { kind: 'ok', value: { n: updates } });
  let early = false;
  void states.next().then(() => {
    early = true;
  });
  await turn();
  t.false(early, 'and there is no second one behind it');
  await states.return?.();
});

test.serial('a source, a map, a flatMap and an observer cost little, and nothing when they are gone', async (t) => {
  const inner = variable(1);
  const build = (n: number): Disposable =>
    source<number>((sink) => sink.ok(n))
      .map((m) => m + 1)
      .flatMap((m) => inner.map((i) => i * m))
      .observe(() => {});
  build(0)[Symbol.dispose]();
  const before = await heapUsed();
  let observations: Disposable[] | undefined = Array.from({ length: chains }, (_, n) => build(n));
  const each = ((await heapUsed()) - before) / chains;
  t.true(each < 6_000, `${Math.round(each)} bytes a chain`);
  for (const observation of observations) observation[Symbol.dispose]();
  observations = undefined;
  const left = ((await heapUsed()) - before) / chains;
  t.true(left < 500, `${Math.round(left)} bytes a chain are left`);
});

test.serial('keys that were asked for once leave nothing in memory', async (t) => {
  const clock = new VirtualClock();
  const services = keyed((key: number) => source<object>((sink) => sink.ok({ key })), { clock });
  const before = await heapUsed();
  for (let key = 0; key < chains; key++) await services(key).first();
  await clock.advance(10_000);
  const left = ((await heapUsed()) - before) / chains;
  t.true(left < 500, `${Math.round(left)} bytes a key are left`);
  t.is(services.size, 0);
});
