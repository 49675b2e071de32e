import { AssertionError } from 'node:assert';
import { equal, ok } from 'node:assert/strict';
import { type State, systemClock } from '@namerd/activity';
import { NamingError } from '@namerd/errors';
import type { Addr } from '@namerd/namer';
import type { Watch } from '@namerd/testkit';
import { isSet } from '../answer.ts';
import type { Rule } from '../space.ts';
import { a, b, c } from './endpoints.ts';

/** What a namer makes of a backend that is away, or that it does not understand. */
export const outages: readonly Rule[] = [
  {
    title: 'a first failure is failed, never neg, and passes',
    needs: ['outage'],
    async run(space) {
      await space.backend.set('web', [a]);
      await space.fail();
      const web = space.watch(space.addr('web'));
      const nobody = space.watch(space.tree('nobody'));
      await web.until('failed', (state) => state.kind === 'failed');
      await nobody.until('failed', (state) => state.kind === 'failed');
      for (const state of [...web.history, ...nobody.history]) {
        if (state.kind === 'ok') throw new AssertionError({ message: 'the outage looked like an answer' });
        if (state.kind === 'failed') ok(NamingError.is(state.error), `not a NamingError: ${String(state.error)}`);
      }
      await space.recover();
      await web.fresh('its endpoint', (addr) => isSet(addr, [a]));
      await nobody.fresh('neg', (tree) => tree.kind === 'neg');
    },
  },
  {
    title: 'the last good answer survives an outage, marked stale, and is fresh again after it',
    needs: ['outage'],
    async run(space) {
      await space.backend.set('web', [a, b]);
      const web = space.watch(space.addr('web'));
      const tree = space.watch(space.tree('web'));
      await web.fresh('its endpoints', (addr) => isSet(addr, [a, b]));
      await tree.fresh('a leaf', (found) => found.kind === 'leaf');
      const answered = web.history.length;
      const startedMs = systemClock.now();
      await space.fail();
      const lost = await web.until('the mark of staleness', isStale);
      ok(lost.kind === 'ok' && lost.stale !== undefined && lost.stale.sinceMs <= systemClock.now(), 'stale since the future');
      ok(lost.stale.sinceMs >= startedMs - 1_000, 'stale since before the outage');
      ok(NamingError.is(lost.stale.cause), `not a NamingError: ${String(lost.stale.cause)}`);
      await space.recover();
      await web.fresh('its endpoints', (addr) => isSet(addr, [a, b]));
      await tree.fresh('a leaf', (found) => found.kind === 'leaf');
      for (const state of web.history.slice(answered)) {
        ok(state.kind === 'ok' && isSet(state.value, [a, b]), `the endpoints were lost: ${state.kind}`);
      }
    },
  },
  {
    title: 'changes arrive again after an outage, without a restart',
    needs: ['outage'],
    async run(space) {
      await space.backend.set('web', [a]);
      const web = space.watch(space.addr('web'));
      await web.fresh('its endpoint', (addr) => isSet(addr, [a]));
      for (const endpoints of [[b], [c]]) {
        await space.fail();
        await web.until('the mark of staleness', isStale);
        await space.recover();
        await space.backend.set('web', endpoints);
        await web.fresh('its new endpoint', (addr) => isSet(addr, endpoints));
      }
    },
  },
  {
    title: 'nonsense is failed, never neg, and harms no other name',
    needs: ['nonsense'],
    async run(space) {
      await space.backend.set('web', [a]);
      await space.backend.set('api', [b]);
      await space.nonsense('web');
      const web = space.watch(space.addr('web'));
      const api = space.watch(space.addr('api'));
      const failed = await web.until('failed', (state) => state.kind !== 'pending');
      ok(failed.kind === 'failed', 'nonsense looked like an answer');
      ok(NamingError.is(failed.error, 'PROTOCOL'), `not PROTOCOL: ${String(failed.error)}`);
      await api.fresh('its endpoint', (addr) => isSet(addr, [b]));
      await space.backend.set('web', [c]);
      await web.fresh('its endpoint', (addr) => isSet(addr, [c]));
    },
  },
  {
    title: 'nonsense after a good answer keeps that answer, marked stale, until the next good one',
    needs: ['nonsense'],
    async run(space) {
      await space.backend.set('web', [a, b]);
      const web = space.watch(space.addr('web'));
      await web.fresh('its endpoints', (addr) => isSet(addr, [a, b]));
      await space.nonsense('web');
      const kept = await web.until('something else', (state) => state.kind !== 'ok' || state.stale !== undefined);
      ok(kept.kind === 'ok' && isSet(kept.value, [a, b]), 'the last good answer was lost');
      ok(NamingError.is(kept.stale?.cause, 'PROTOCOL'), `not PROTOCOL: ${String(kept.stale?.cause)}`);
      await space.backend.set('web', [c]);
      await web.fresh('its new endpoint', (addr) => isSet(addr, [c]));
      equal(lostAnswers(web), 0);
    },
  },
];

function isStale(state: State<unknown>): boolean {
  return state.kind === 'ok' && state.stale !== undefined;
}

/** How often, after the first answer, there was none. */
function lostAnswers(web: Watch<Addr>): number {
  const first = web.history.findIndex((state) => state.kind === 'ok');
  return web.history.slice(first).filter((state) => state.kind !== 'ok' || state.value.kind === 'neg').length;
}
