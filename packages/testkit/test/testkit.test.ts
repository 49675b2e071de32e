import { variable } from '@namerd/activity';
import { declareRules, Ends, eventually, type SuiteRule, Turnstile, tried, Watch, within } from '@namerd/testkit';
import test from 'ava';

test('a watch remembers what it saw and waits for what is to come', async (t) => {
  const count = variable(1);
  using watch = new Watch(count, 1_000);
  const two = watch.fresh('two', (n) => n === 2);
  count.value = 2;
  t.is(await two, 2);
  t.deepEqual(
    watch.history.map((state) => (state.kind === 'ok' ? state.value : state.kind)),
    [1, 2],
  );
});

test('a watch says what it waited for and what it saw last when the time is up', async (t) => {
  using watch = new Watch(variable('here'), 20);
  const error = await t.throwsAsync(watch.fresh('the other', (text) => text === 'there'));
  t.regex(error?.message ?? '', /waited 20 ms for the other; last seen: .*here/);
});

test('within passes on an outcome, and fails where there is none in time', async (t) => {
  t.is(await within(1_000, 'it', Promise.resolve(1)), 1);
  const error = await t.throwsAsync(within(10, 'it', new Promise(() => undefined)));
  t.is(error?.message, 'it took longer than 10 ms');
});

test('eventually asks until the number is right, and says what it was', async (t) => {
  let n = 0;
  await eventually(3, 'things', { boundMs: 1_000, count: () => ++n });
  t.is(n, 3);
  const error = await t.throwsAsync(eventually(3, 'things', { boundMs: 10, count: () => 4 }));
  t.is(error?.message, 'expected 3 things, there are 4');
});

test('ends run last things first, all of them, and report every failure', async (t) => {
  const order: string[] = [];
  const ends = new Ends();
  ends.use({ [Symbol.dispose]: () => void order.push('first') });
  ends.defer(() => Promise.reject(new Error('a')));
  ends.use({ [Symbol.asyncDispose]: async () => void order.push('third') });
  ends.defer(() => Promise.reject(new Error('b')));
  const error = await t.throwsAsync(ends[Symbol.asyncDispose](), { instanceOf: AggregateError });
  t.deepEqual(order, ['third', 'first']);
  t.is(error?.errors.length, 2);
  await ends[Symbol.asyncDispose]();
  t.deepEqual(order, ['third', 'first'], 'what was ended is not ended again');
});

test('the failure of a body goes before that of its clean-up', async (t) => {
  const space = { [Symbol.asyncDispose]: () => Promise.reject(new Error('clean-up')) };
  t.is((await t.throwsAsync(tried(space, () => Promise.reject(new Error('body')))))?.message, 'body');
  t.is((await t.throwsAsync(tried(space, async () => undefined)))?.message, 'clean-up');
});

test('a turnstile lets only so many through at a time, also after a failure', async (t) => {
  const turnstile = new Turnstile(2);
  let inside = 0;
  let most = 0;
  const body = async (): Promise<void> => {
    most = Math.max(most, ++inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside--;
    throw new Error('all fail');
  };
  const outcomes = await Promise.allSettled(Array.from({ length: 7 }, () => turnstile.run(body)));
  t.is(most, 2);
  t.is(outcomes.length, 7);
});

test('rules are declared bare and behind the guard, and what is skipped is reported', async (t) => {
  const lines: string[] = [];
  const titles: string[] = [];
  const ran: string[] = [];
  const rules: readonly (SuiteRule & { readonly needs?: string })[] = [
    { title: 'always' },
    { title: 'guarded', guardOnly: true },
    { title: 'demanding', needs: 'more' },
  ];
  const bodies: (() => Promise<void>)[] = [];
  declareRules({
    test: (title, body) => {
      titles.push(title);
      bodies.push(() => body(t));
    },
    what: 'store',
    name: 'x',
    rules,
    withGuard: true,
    lacks: ({ needs }) => needs !== undefined,
    run: async ({ title }, isGuarded) => void ran.push(`${title} ${isGuarded}`),
    report: (line) => lines.push(line),
  });
  await Promise.all(bodies.map((body) => body()));
  t.deepEqual(titles, ['x: always', 'x behind its guard: always', 'x behind its guard: guarded']);
  t.deepEqual(ran.sort(), ['always false', 'always true', 'guarded true']);
  t.deepEqual(lines, ['skipped store x: demanding', 'suite store x: 3 tests']);
});
