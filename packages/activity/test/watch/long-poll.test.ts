import { type LongPollOptions, longPoll } from '@namerd/activity';
import test from 'ava';
import { after, down, never, type Surroundings, surroundings } from '../backend.ts';
import { record } from '../helpers.ts';

/** A backend with blocking queries: a question with the current index waits for a change, or for 30 seconds. */
class Queries {
  value = 'v1';
  index = 10;
  readonly asked: (number | undefined)[] = [];
  #waiting = new Set<() => void>();
  readonly #s: Surroundings;

  constructor(s: Surroundings) {
    this.#s = s;
  }

  change(value: string, index = this.index + 1): void {
    this.value = value;
    this.index = index;
    for (const answer of this.#waiting) answer();
  }

  readonly fetch = async (
    index: number | undefined,
    signal: AbortSignal,
  ): Promise<{ value: string; index: number | undefined }> => {
    this.asked.push(index);
    if (index === this.index) {
      await new Promise<void>((resolve) => {
        const answer = (): void => {
          this.#waiting.delete(answer);
          timer[Symbol.dispose]();
          resolve();
        };
        const timer = this.#s.clock.setTimeout(answer, 30_000);
        this.#waiting.add(answer);
        signal.addEventListener('abort', answer);
      });
    }
    return { value: this.value, index: this.index };
  };
}

function watchOf(s: Surroundings, queries: Queries, options: Partial<LongPollOptions<string, number>> = {}) {
  return longPoll<string, number>({
    context: s.context,
    name: 'q',
    fetch: queries.fetch,
    waitMs: 30_000,
    resyncMs: 0,
    ...options,
  });
}

test('the first question is plain, each later one carries the index of the answer before', async (t) => {
  const s = surroundings();
  const queries = new Queries(s);
  using seen = record(watchOf(s, queries));
  await s.clock.advance(5_000);
  queries.change('v2', 17);
  await s.clock.advance(5_000);
  queries.change('v3');
  await s.clock.settle();
  t.deepEqual(seen.news(), ['pending', 'v1', 'v2', 'v3']);
  t.deepEqual(queries.asked, [undefined, 10, 17, 18]);
});

test('an answer without news after the full wait is no failure, and confirms the value', async (t) => {
  const s = surroundings();
  const queries = new Queries(s);
  using seen = record(watchOf(s, queries));
  await s.clock.advance(300_000);
  t.deepEqual(seen.news(), ['pending', 'v1']);
  t.is(queries.asked.length, 12);
  t.deepEqual(s.news(), ['started']);
  t.is(s.watches.list()[0]?.lastAnswerAtMs, 1_300_000);
});

test('an index that goes backwards is dropped and everything read plainly, as a new epoch', async (t) => {
  const s = surroundings();
  const queries = new Queries(s);
  queries.index = 500;
  using seen = record(watchOf(s, queries));
  await s.clock.advance(5_000);
  queries.change('restored', 3);
  await s.clock.advance(1_000);
  t.deepEqual(seen.news(), ['pending', 'v1', 'restored']);
  t.deepEqual(queries.asked, [undefined, 500, undefined, 3]);
  t.deepEqual(s.events.at(-1), { kind: 'regressed', name: 'q', epoch: 1 });
});

test('two servers behind one address whose indexes differ cause no storm', async (t) => {
  const s = surroundings();
  let questions = 0;
  const fetch = async (): Promise<{ value: string; index: number }> => ({ value: 'v', index: ++questions % 2 === 0 ? 100 : 50 });
  using seen = record(longPoll<string, number>({ context: s.context, name: 'q', waitMs: 30_000, fetch }));
  await s.clock.advance(600_000);
  t.true(questions < 200, `${questions} questions in ten minutes`);
  t.deepEqual(seen.news(), ['pending', 'v']);
});

test('an index that is not above 0 is never asked with', async (t) => {
  for (const bad of [0, -1, Number.NaN, undefined]) {
    const s = surroundings();
    const asked: unknown[] = [];
    const fetch = async (index: number | undefined): Promise<{ value: string; index: number | undefined }> => {
      asked.push(index);
      return { value: 'v', index: bad };
    };
    using seen = record(longPoll({ context: s.context, name: 'q', waitMs: 30_000, fetch }));
    await s.clock.advance(600_000);
    t.deepEqual(new Set(asked), new Set([undefined]));
    t.true(asked.length > 10 && asked.length < 60, `${asked.length} questions in ten minutes`);
    t.deepEqual(seen.news(), ['pending', 'v']);
  }
});

test('follows decides for indexes that are not numbers', async (t) => {
  const s = surroundings();
  let answer = { value: 'v1', index: 'b' };
  const asked: unknown[] = [];
  const fetch = async (index: string | undefined, signal: AbortSignal): Promise<{ value: string; index: string }> => {
    asked.push(index);
    const before = answer;
    while (index !== undefined && answer === before && !signal.aborted) {
      await new Promise<void>((resolve) => s.clock.setTimeout(resolve, 100));
    }
    return answer;
  };
  const follows = (next: string, previous: string): boolean => next >= previous;
  using seen = record(longPoll({ context: s.context, name: 'q', waitMs: 30_000, fetch, follows }));
  await s.clock.advance(5_000);
  answer = { value: 'v2', index: 'a' };
  await s.clock.advance(1_000);
  t.deepEqual(seen.news(), ['pending', 'v1', 'v2']);
  t.deepEqual(asked, [undefined, 'b', undefined, 'a']);
});

test('minIntervalMs keeps questions apart, but a single change is passed on at once', async (t) => {
  const s = surroundings();
  const queries = new Queries(s);
  using seen = record(watchOf(s, queries, { minIntervalMs: 5_000 }));
  await s.clock.advance(20_000);
  queries.change('v2');
  await s.clock.settle();
  t.is(seen.news().at(-1), 'v2');

  queries.asked.length = 0;
  for (let n = 0; n < 600; n++) {
    await s.clock.advance(100);
    queries.change(`churn ${n}`);
  }
  t.true(queries.asked.length <= 12 + 4, `${queries.asked.length} questions in a minute of churn`);
  await s.clock.advance(5_000);
  t.is(seen.news().at(-1), 'churn 599');
});

test('… also when the answers come slower than the pace of a storm', async (t) => {
  const s = surroundings();
  const queries = new Queries(s);
  using _ = record(watchOf(s, queries, { minIntervalMs: 5_000 }));
  for (let n = 0; n < 30; n++) {
    await s.clock.advance(2_000);
    queries.change(`v${n}`);
  }
  t.true(queries.asked.length <= 12 + 4, `${queries.asked.length} questions in a minute`);
});

test('an index moved by unrelated churn changes nothing and causes no storm', async (t) => {
  const s = surroundings();
  let index = 1;
  let questions = 0;
  const fetch = async (): Promise<{ value: string; index: number }> => {
    questions++;
    return { value: 'v', index: ++index };
  };
  using seen = record(longPoll<string, number>({ context: s.context, name: 'q', waitMs: 30_000, fetch }));
  await s.clock.advance(60_000);
  t.true(questions > 60 && questions < 180, `${questions} questions in a minute`);
  t.deepEqual(seen.news(), ['pending', 'v']);
});

test('busyMaxMs bounds the pauses while there is news, for who would rather ask more often', async (t) => {
  const s = surroundings();
  const queries = new Queries(s);
  using seen = record(watchOf(s, queries, { busyMaxMs: 50 }));
  for (let n = 0; n < 100; n++) {
    await s.clock.advance(100);
    queries.change(`v${n}`);
  }
  await s.clock.settle();
  t.true(seen.news().length > 95);
});

test('a backend that does not wait, and answers at once with the same index, is not stormed', async (t) => {
  const s = surroundings();
  let questions = 0;
  const fetch = async (): Promise<{ value: string; index: number }> => ({ value: 'v', index: ++questions && 7 });
  using _ = record(longPoll<string, number>({ context: s.context, name: 'q', waitMs: 30_000, fetch }));
  await s.clock.advance(600_000);
  t.true(questions < 60, `${questions} questions in ten minutes`);
  t.deepEqual(s.news(), ['started'], 'and a pause of ours is not taken for silence');
});

test('a pause of ours before a question that then waits its full time is not taken for silence', async (t) => {
  const s = surroundings();
  let questions = 0;
  const fetch = async (): Promise<{ value: string; index: number }> => {
    if (++questions > 15) await after(s.clock, 29_999);
    return { value: 'v', index: 7 };
  };
  using _ = record(longPoll<string, number>({ context: s.context, name: 'q', waitMs: 30_000, fetch }));
  await s.clock.advance(600_000);
  t.true(questions > 16);
  t.deepEqual(s.news(), ['started']);
});

test('a failed question is retried plainly, so that nothing is missed', async (t) => {
  const s = surroundings();
  const queries = new Queries(s);
  let fails = false;
  const fetch: typeof queries.fetch = async (index, signal) => {
    const answer = await queries.fetch(index, signal);
    if (fails) down();
    return answer;
  };
  using seen = record(watchOf(s, queries, { fetch }));
  await s.clock.advance(1_000);
  fails = true;
  queries.change('v2');
  await s.clock.advance(5_000);
  t.deepEqual(seen.news(), ['pending', 'v1', { stale: 'v1', sinceMs: 1_001_000 }]);
  fails = false;
  await s.clock.advance(10_000);
  t.deepEqual(seen.news(), ['v2']);
});

test('a long poll whose answers have stopped moving is found out by the plain re-read', async (t) => {
  const s = surroundings();
  const queries = new Queries(s);
  const fetch: typeof queries.fetch = async (index, signal) => {
    if (index === undefined) return { value: queries.value, index: 10 };
    await new Promise<void>((resolve) => s.clock.setTimeout(resolve, 30_000));
    void signal;
    return { value: 'v1', index: 10 }; // a cache in between has stuck
  };
  using seen = record(watchOf(s, queries, { fetch, resyncMs: 100_000 }));
  await s.clock.advance(10_000);
  queries.value = 'v2';
  await s.clock.advance(110_000);
  t.deepEqual(seen.news(), ['pending', 'v1', 'v2']);
  t.true(s.news().includes('drift'));
});

test('a question that is never answered is given up slackMs after its wait', async (t) => {
  const s = surroundings();
  const queries = new Queries(s);
  const given: AbortSignal[] = [];
  const fetch: typeof queries.fetch = (index, signal) => {
    if (index === undefined) return queries.fetch(index, signal);
    given.push(signal);
    return never();
  };
  using seen = record(watchOf(s, queries, { fetch, slackMs: 2_000 }));
  await s.clock.advance(1_000);
  queries.value = 'v2';
  await s.clock.advance(30_999);
  t.false(given[0]?.aborted);
  await s.clock.advance(1);
  t.true(given[0]?.aborted);
  t.deepEqual(seen.news(), ['pending', 'v1', 'v2']);
  t.deepEqual(s.news(), ['started', 'silent']);
});

test('a restored backend is noticed though its value is the same, or the old index would wait for ever', async (t) => {
  const s = surroundings();
  const asked: (number | undefined)[] = [];
  let index = 500;
  const fetch = async (question: number | undefined): Promise<{ value: string; index: number }> => {
    asked.push(question);
    if (question !== undefined) await after(s.clock, 30_000);
    return { value: 'same', index: question ?? index };
  };
  using seen = record(longPoll<string, number>({ context: s.context, name: 'q', waitMs: 30_000, resyncMs: 100_000, fetch }));
  await s.clock.advance(10_000);
  index = 3;
  await s.clock.advance(140_000);
  t.true(asked.includes(3));
  t.deepEqual(seen.news(), ['pending', 'same']);
  t.true(s.news().includes('regressed'));
});
