import { AssertionError } from 'node:assert';
import { equal, ok } from 'node:assert/strict';
import { NamingError } from '@namerd/errors';
import { isSet } from '../answer.ts';
import type { Rule, Space } from '../space.ts';
import { a, b } from './endpoints.ts';

/** How reading and the namer itself come to an end. */
export const lifecycle: readonly Rule[] = [
  {
    title: 'a read with an aborted signal rejects and starts nothing',
    async run(space) {
      await space.backend.set('web', [a]);
      const error = await rejection(space, space.addr('web').first(AbortSignal.abort()));
      ok(NamingError.is(error, 'ABORTED'), `not ABORTED: ${String(error)}`);
    },
  },
  {
    title: 'aborting a reader ends it and leaves its watch',
    needs: ['sharedWatch'],
    async run(space) {
      await space.backend.set('web', [a]);
      const before = await space.openWatches();
      const reader = new AbortController();
      const read = async (): Promise<void> => {
        for await (const state of space.addr('web').states(reader.signal)) {
          if (state.kind === 'ok') reader.abort();
        }
      };
      await space.within('the reader', read());
      await space.watchesAre(before, { afterLinger: true });
    },
  },
  {
    title: 'disposing twice, and at the same time, is disposing once',
    async run(space) {
      const { namer } = space;
      await space.within('disposing', Promise.all([namer[Symbol.asyncDispose](), namer[Symbol.asyncDispose]()]));
      await space.within('disposing once more', namer[Symbol.asyncDispose]());
    },
  },
  {
    title: 'disposing stops watches that are still observed',
    needs: ['sharedWatch'],
    async run(space) {
      await space.backend.set('web', [a]);
      const before = await space.openWatches();
      const web = space.watch(space.addr('web'));
      await web.fresh('its endpoint', (addr) => isSet(addr, [a]));
      await space.within('disposing', space.namer[Symbol.asyncDispose]());
      await space.watchesAre(before);
      const seen = web.history.filter((state) => state.kind === 'ok' && state.stale === undefined).length;
      await space.backend.set('web', [b]);
      await space.watchesAre(before);
      equal(web.history.filter((state) => state.kind === 'ok' && state.stale === undefined).length, seen, 'news after dispose');
    },
  },
  {
    title: 'after dispose everything is closed',
    guardOnly: true,
    async run(space) {
      await space.backend.set('web', [a]);
      const web = space.watch(space.addr('web'));
      const tree = space.tree('web');
      await web.fresh('its endpoint', (addr) => isSet(addr, [a]));
      await space.within('disposing', space.namer[Symbol.asyncDispose]());
      for (const activity of [tree, space.tree('web'), space.tree('nobody')]) {
        const state = await space.watch(activity).until('closed', (now) => now.kind !== 'pending');
        ok(state.kind === 'failed' && NamingError.is(state.error, 'CLOSED'), `not CLOSED: ${state.kind}`);
      }
      await web.until('closed', (state) => state.kind === 'failed' && NamingError.is(state.error, 'CLOSED'));
    },
  },
];

async function rejection(space: Space, promise: Promise<unknown>): Promise<unknown> {
  const outcome = await space.within('the read', Promise.allSettled([promise]));
  const [settled] = outcome;
  if (settled.status === 'rejected') return settled.reason;
  throw new AssertionError({ message: 'it was read in spite of the signal' });
}
