import { type Follower, stream } from '@namerd/activity';
import { NamingError, namingErrorCodes } from '@namerd/errors';
import test from 'ava';
import fc from 'fast-check';
import { after, never, surroundings } from '../backend.ts';
import { record } from '../helpers.ts';

/** What a backend does with one read. */
const readings = fc.oneof(
  fc.record({ does: fc.constant('answer' as const), afterMs: fc.nat(3_000) }),
  fc.record({ does: fc.constant('fail' as const), afterMs: fc.nat(3_000), code: fc.constantFrom(...namingErrorCodes) }),
  fc.record({ does: fc.constant('throw' as const) }),
  fc.record({ does: fc.constant('hang' as const) }),
  /** Ignores its signal and answers when it has long been given up, with what it knew at its beginning. */
  fc.record({ does: fc.constant('answer old' as const), afterMs: fc.integer({ min: 10_001, max: 90_000 }) }),
);

/** What it does with one follow. */
const followings = fc.oneof(
  fc.record({ does: fc.constant('tell' as const), forMs: fc.nat(90_000) }),
  fc.record({ does: fc.constant('return' as const), afterMs: fc.nat(3_000) }),
  fc.record({ does: fc.constant('fail' as const), afterMs: fc.nat(3_000), code: fc.constantFrom(...namingErrorCodes) }),
  fc.record({ does: fc.constant('throw' as const) }),
  fc.record({ does: fc.constant('hang' as const) }),
  /** Heartbeats, but loses all changes. */
  fc.record({ does: fc.constant('lose' as const) }),
  /** Replays old values, and goes on with it when it has long been given up. */
  fc.record({ does: fc.constant('replay' as const) }),
);

const scripts = fc.record({
  reads: fc.array(readings, { maxLength: 12 }),
  follows: fc.array(followings, { maxLength: 8 }),
  changesAfterMs: fc.array(fc.nat(40_000), { maxLength: 12 }),
  dice: fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 7 }),
  chaosMs: fc.nat(900_000),
  hasOrder: fc.boolean(),
});

/** The slowest way back: a follow that loses changes, found by a re-read that first times out, and the longest of all backoffs. */
const longestMs = 330_000 + 2 * 10_000 + 60_000 + 30_000 + 5_000;

test('whatever a backend does, the watch lives, never goes back, never loses its value, and ends with what the backend holds', async (t) => {
  let converged = 0;
  await fc.assert(
    fc.asyncProperty(scripts, async ({ changesAfterMs, chaosMs, dice, hasOrder, ...script }) => {
      const reads = [...script.reads];
      const follows = [...script.follows];
      let rolls = 0;
      const s = surroundings(() => dice[rolls++ % dice.length] ?? 0);
      const { clock } = s;
      let revision = 1;
      let calls = 0;
      const tellers = new Set<() => void>();

      const list = async (): Promise<{ value: number; cursor: number }> => {
        calls++;
        const known = revision;
        const reading = reads.shift() ?? { does: 'answer', afterMs: 5 };
        switch (reading.does) {
          case 'answer':
            await after(clock, reading.afterMs);
            return { value: revision, cursor: revision };
          case 'fail':
            await after(clock, reading.afterMs);
            throw new NamingError(reading.code, 'scripted');
          case 'throw':
            throw new TypeError('scripted');
          case 'hang':
            return never();
          case 'answer old':
            await after(clock, reading.afterMs);
            return { value: known, cursor: known };
        }
      };

      const tellUntil = async (signal: AbortSignal, follower: Follower<number>, cursor: number, ms: number): Promise<void> => {
        const tell = (): void => follower.next(revision);
        if (cursor !== revision) tell();
        tellers.add(tell);
        for (let waited = 0; waited < ms && !signal.aborted; waited += 20_000) {
          await after(clock, Math.min(20_000, ms - waited));
          follower.alive();
        }
        tellers.delete(tell);
      };
      const follow = async (cursor: number, follower: Follower<number>, signal: AbortSignal): Promise<void> => {
        calls++;
        const following = follows.shift() ?? { does: 'tell', forMs: Number.POSITIVE_INFINITY };
        switch (following.does) {
          case 'tell':
            return await tellUntil(signal, follower, cursor, following.forMs);
          case 'return':
            return await after(clock, following.afterMs);
          case 'fail':
            await after(clock, following.afterMs);
            throw new NamingError(following.code, 'scripted');
          case 'throw':
            throw new TypeError('scripted');
          case 'hang':
            return await never();
          case 'lose':
            for (;;) {
              await after(clock, 20_000);
              if (signal.aborted) return;
              follower.alive();
            }
          case 'replay':
            for (let n = 1; n < 100; n++) {
              await after(clock, 10_000);
              if (hasOrder || signal.aborted) follower.next(Math.min(cursor, n) - 1); // the dead must not be heard at all
            }
            return await never();
        }
      };

      const seen = record(
        stream({ context: s.context, name: 'w', list, follow, ...(hasOrder && { orderOf: (value: number) => value }) }),
      );
      for (const ms of changesAfterMs) {
        await clock.advance(ms);
        revision++;
        for (const tell of tellers) tell();
      }
      await clock.advance(chaosMs);
      reads.length = 0; // from now on it behaves
      follows.length = 0;
      await clock.advance(longestMs);

      const last = seen.states.at(-1);
      if (last?.kind !== 'ok' || last.value !== revision || last.stale !== undefined) {
        throw new Error(`the backend holds ${revision}, the observer ${JSON.stringify(last)}`);
      }
      const values = seen.states.flatMap((state) => (state.kind === 'ok' ? [state.value] : []));
      if (values.some((value, i) => value < (values[i - 1] ?? 0))) throw new Error(`went back: ${values.join()}`);
      const firstOk = seen.states.findIndex(({ kind }) => kind === 'ok');
      if (seen.states.slice(firstOk).some(({ kind }) => kind !== 'ok')) throw new Error('lost its value');
      const callsBefore = calls;
      await clock.advance(400_000);
      if (calls === callsBefore) throw new Error('the loop has ended');
      seen[Symbol.dispose]();
      await clock.settle();
      if (s.watches.list().length > 0) throw new Error('still running');
      converged++;
    }),
    { numRuns: 400, includeErrorInReport: true },
  );
  t.true(converged >= 400);
});
