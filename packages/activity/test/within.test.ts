import { VirtualClock, within } from '@namerd/activity';
import test from 'ava';

/** A call that ends only with its signal. */
const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('cut short'))));

test('a call that answers in time leaves no timer', async (t) => {
  const clock = new VirtualClock();
  t.is(await within({ clock, ms: 100, what: 'reading', signal: undefined }, async () => 1), 1);
  t.is(clock.timers, 0);
});

test('a call that takes too long is told, and its TIMEOUT goes before what it says itself', async (t) => {
  const clock = new VirtualClock();
  const outcome = t.throwsAsync(within({ clock, ms: 100, what: 'reading', signal: undefined }, untilAborted), {
    code: 'TIMEOUT',
    message: 'reading: no answer within 100 ms',
  });
  await clock.advance(100);
  await outcome;
});

test('a caller who gives up ends the call with ABORTED, and before it begins nothing is called', async (t) => {
  const clock = new VirtualClock();
  const caller = new AbortController();
  const bounds = { clock, ms: 100, what: 'reading', signal: caller.signal };
  const outcome = t.throwsAsync(within(bounds, untilAborted), { code: 'ABORTED' });
  caller.abort();
  await outcome;
  let calls = 0;
  await t.throwsAsync(
    within(bounds, async () => ++calls),
    { code: 'ABORTED' },
  );
  t.is(calls, 0);
  t.is(clock.timers, 0);
});
