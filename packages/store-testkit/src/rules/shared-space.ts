import assert from 'node:assert/strict';
import { assertIs, dtabs, names, numbered } from '../fixtures.ts';
import type { Rule } from '../space.ts';

const { web, api } = names;

/** Several stores on one backend, as several processes have them. */
export const sharedSpaceRules: readonly Rule[] = [
  {
    title: 'what one store writes, another on the same backend sees',
    needs: 'sharedSpace',
    async run(space) {
      const { store } = space;
      const other = await space.open();
      const watch = space.watch(other.observe(web));
      const list = space.watch(other.list());
      await watch.fresh('absence', (found) => found === undefined);
      const created = await store.create(web, dtabs.a);
      assertIs(await watch.fresh('the creation', (found) => found?.version === created), dtabs.a);
      await list.fresh('the name', (found) => found.join() === web);
      const updated = await store.update(web, dtabs.b, created);
      assertIs(await watch.fresh('the update', (found) => found?.version === updated), dtabs.b);
      await store.delete(web);
      await watch.fresh('the deletion', (found) => found === undefined);
      await list.fresh('the empty list', (found) => found.length === 0);
    },
  },
  {
    title: 'a version is good for a compare-and-set in another store, and only one of both wins',
    needs: 'sharedSpace',
    async run(space) {
      const { store } = space;
      const other = await space.open();
      let version = await store.create(web, dtabs.a);
      for (let n = 0; n < 5; n++) {
        const attempts = [store.update(web, numbered(n), version), other.update(web, numbered(n), version)];
        const outcomes = await space.within('both updates', Promise.allSettled(attempts));
        const won = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
        const [next] = won;
        assert.ok(next !== undefined && won.length === 1, `${won.length} of 2 updates from one version succeeded`);
        version = next;
      }
      await space.rejects(other.create(web, dtabs.a), 'NAMESPACE_EXISTS');
      await other.delete(web, { expected: version });
      await space.rejects(store.update(web, dtabs.a, version), 'NAMESPACE_NOT_FOUND');
    },
  },
  {
    title: 'dtabs and versions outlive the store that wrote them',
    needs: 'sharedSpace',
    async run(space) {
      const { store } = space;
      const gone = await store.create(api, dtabs.a);
      await store.delete(api);
      const version = await store.create(web, dtabs.a);
      await space.within('disposing', store[Symbol.asyncDispose]());
      const next = await space.open();
      assertIs(await space.read(next.observe(web)), dtabs.a, version);
      assert.deepEqual(await space.read(next.list()), [web]);
      assert.notEqual(await next.create(api, dtabs.a), gone, 'the version of a deleted namespace came again');
      await next.update(web, dtabs.b, version);
    },
  },
];
