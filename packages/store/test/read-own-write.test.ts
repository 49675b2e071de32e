import { keyed, State, VirtualClock, variable } from '@namerd/activity';
import { readOwnWrite } from '@namerd/store';
import test from 'ava';

function watched() {
  const version = variable(1);
  const clock = new VirtualClock();
  const watches = keyed<string, number>(() => version, { lingerMs: 0 });
  let isDone = false;
  const wait = (signal?: AbortSignal): void => {
    const options = { watches, clock, hasSeen: (seen: number) => seen >= 2, signal };
    void readOwnWrite('web', options).then(() => {
      isDone = true;
    });
  };
  const done = async (): Promise<boolean> => {
    await clock.settle();
    return isDone;
  };
  return { version, clock, watches, wait, done };
}

test('where nobody watches there is nothing to wait for, and no watch is started', async (t) => {
  const { watches, wait, done } = watched();
  wait();
  t.true(await done());
  t.is(watches.size, 0);
});

test('a running watch is waited for until it shows the write, or something newer', async (t) => {
  const { version, clock, watches, wait, done } = watched();
  using _ = watches('web').observe(() => {});
  wait();
  t.false(await done());
  version.value = 3;
  t.true(await done());
  t.is(clock.timers, 0);
});

test('a watch that fails or goes stale is not waited for', async (t) => {
  for (const state of [State.failed(new Error('down')), State.ok(1, { sinceMs: 0, cause: new Error('down') })]) {
    const { version, watches, wait, done } = watched();
    using _ = watches('web').observe(() => {});
    wait();
    version.current = state;
    t.true(await done());
  }
});

test('a watch that stays behind is waited for no longer than the bound, and not after the caller gave up', async (t) => {
  const late = watched();
  using _1 = late.watches('web').observe(() => {});
  late.wait();
  await late.clock.advance(1_999);
  t.false(await late.done());
  await late.clock.advance(1);
  t.true(await late.done());

  const aborted = watched();
  using _2 = aborted.watches('web').observe(() => {});
  const controller = new AbortController();
  aborted.wait(controller.signal);
  controller.abort();
  t.true(await aborted.done());
  t.is(aborted.clock.timers, 0);
});
