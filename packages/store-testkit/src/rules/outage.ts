import assert from 'node:assert/strict';
import type { State } from '@namerd/activity';
import { NamingError, type NamingErrorCode } from '@namerd/errors';
import { pause } from '@namerd/testkit';
import { assertIs, dtabs, names } from '../fixtures.ts';
import type { Rule, Space } from '../space.ts';

const { web, api } = names;
const lost: readonly NamingErrorCode[] = ['UNAVAILABLE', 'TIMEOUT'];

/** An outage is not an answer. */
export const outageRules: readonly Rule[] = [
  {
    title: 'an outage keeps the last good value and marks it stale, until it is over',
    needs: 'outage',
    async run(space) {
      const { store } = space;
      const version = await store.create(web, dtabs.a);
      const present = space.watch(store.observe(web));
      const absent = space.watch(store.observe(api));
      const list = space.watch(store.list());
      await present.fresh('the dtab', (found) => found?.version === version);
      await absent.fresh('absence', (found) => found === undefined);
      await list.fresh('the list', (found) => found.join() === web);
      await space.fail();
      const stale = await present.until('the dtab, stale', isStale);
      assertIs(stale.kind === 'ok' ? stale.value : undefined, dtabs.a, version);
      await absent.until('absence, stale', isStale);
      await list.until('the list, stale', isStale);
      await space.recover();
      await present.fresh('the dtab, fresh again', (found) => found?.version === version);
      await absent.fresh('absence, fresh again', (found) => found === undefined);
      await list.fresh('the list, fresh again', (found) => found.join() === web);
      for (const watch of [present, absent, list]) {
        const first = watch.history.findIndex((state: State<unknown>) => state.kind === 'ok');
        assert.ok(
          watch.history.slice(first).every((state: State<unknown>) => state.kind === 'ok'),
          'the value was lost on the way',
        );
      }
    },
  },
  {
    title: 'an outage without a last good value is failed, never absent, and heals by itself',
    needs: 'outage',
    async run(space) {
      const version = await space.store.create(web, dtabs.a);
      await space.fail();
      const store = await space.open();
      const watch = space.watch(store.observe(web));
      const list = space.watch(store.list());
      const failed = await watch.until('failed', (state) => state.kind !== 'pending');
      assert.ok(
        failed.kind === 'failed' && NamingError.is(failed.error) && lost.includes(failed.error.code),
        `not failed: ${failed.kind}`,
      );
      await list.until('failed', (state) => state.kind === 'failed');
      await space.recover();
      if (space.capabilities.sharedSpace) {
        assertIs(await watch.fresh('the dtab', (found) => found !== undefined), dtabs.a, version);
        await list.fresh('the list', (found) => found.join() === web);
      } else {
        await watch.fresh('an answer', () => true);
      }
    },
  },
  {
    title: 'writes in an outage reject with UNAVAILABLE or TIMEOUT, and succeed after it',
    needs: 'outage',
    async run(space) {
      const { store } = space;
      const version = await store.create(web, dtabs.a);
      const watch = space.watch(store.observe(web));
      await watch.fresh('the dtab', (found) => found?.version === version);
      await space.fail();
      await space.rejects(store.create(api, dtabs.b), ...lost);
      await space.rejects(store.update(web, dtabs.b, version), ...lost);
      await space.rejects(store.put(web, dtabs.b), ...lost);
      await space.rejects(store.delete(web), ...lost);
      await space.recover();
      const put = await retried(space, () => store.put(web, dtabs.c));
      assertIs(await watch.fresh('the write', (found) => found?.version === put), dtabs.c);
    },
  },
];

function isStale(state: State<unknown>): boolean {
  return state.kind === 'ok' && state.stale !== undefined;
}

/** A client may need a moment to connect anew; nobody has to restart it. */
async function retried<T>(space: Space, write: () => Promise<T>): Promise<T> {
  const again = async (): Promise<T> => {
    for (;;) {
      try {
        return await write();
      } catch (error) {
        if (!NamingError.is(error) || !lost.includes(error.code)) throw error;
        await pause();
      }
    }
  };
  return space.within('a write after the outage', again());
}
