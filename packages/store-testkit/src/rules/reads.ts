import assert from 'node:assert/strict';
import type { State } from '@namerd/activity';
import type { Namespace, Version, VersionedDtab } from '@namerd/store';
import { assertIs, dtabs, names, numbered } from '../fixtures.ts';
import type { Rule } from '../space.ts';

const { web, api } = names;

/** What readers see, and when. */
export const readRules: readonly Rule[] = [
  {
    title: 'list is sorted, complete, and follows creates and deletes',
    async run(space) {
      const { store, oddName: odd } = space;
      const list = space.watch(store.list());
      await list.fresh('the empty list', isList());
      await store.create(web, dtabs.a);
      await store.put(api, dtabs.b);
      await store.create(odd, dtabs.c);
      await list.fresh('three names in order', isList(...[odd, api, web].sort()));
      await store.delete(api);
      await list.fresh('two names', isList(...[odd, web].sort()));
      await store.create(api, dtabs.b);
      await list.fresh('three names again', isList(...[odd, api, web].sort()));
      assert.deepEqual(await space.read(store.list()), [odd, api, web].sort());
    },
  },
  {
    title: 'an observer sees a namespace absent, created, updated, deleted and created again',
    async run(space) {
      const { store } = space;
      const watch = space.watch(store.observe(web));
      await watch.fresh('absence', (found) => found === undefined);
      const created = await store.create(web, dtabs.a);
      assertIs(await watch.fresh('the creation', (found) => found?.version === created), dtabs.a);
      const updated = await store.update(web, dtabs.b, created);
      assertIs(await watch.fresh('the update', (found) => found?.version === updated), dtabs.b);
      const put = await store.put(web, dtabs.c);
      assertIs(await watch.fresh('the overwriting', (found) => found?.version === put), dtabs.c);
      await store.delete(web);
      await watch.fresh('the deletion', (found) => found === undefined);
      const again = await store.create(web, dtabs.a);
      assertIs(await watch.fresh('the re-creation', (found) => found?.version === again), dtabs.a);
    },
  },
  {
    title: 'no two states in a row are equal',
    async run(space) {
      const { store } = space;
      const watch = space.watch(store.observe(web));
      const list = space.watch(store.list());
      const version = await store.create(web, dtabs.a);
      await watch.fresh('the creation', (found) => found?.version === version);
      for (let n = 0; n < 5; n++) await store.put(api, numbered(n));
      await store.delete(api);
      const last = await store.put(web, dtabs.a);
      await watch.fresh('the last write', (found) => found?.version === last);
      await list.fresh('the last list', isList(web));
      assertNoRepeats(watch.history, (a, b) => a?.version === b?.version);
      assertNoRepeats(list.history, (a, b) => a.join() === b.join());
    },
  },
  {
    title: 'an observer never sees an older version after a newer one',
    async run(space) {
      const { store } = space;
      const watch = space.watch(store.observe(web));
      const written: Version[] = [];
      for (let n = 0; n < 30; n++) written.push(await store.put(web, numbered(n)));
      await watch.fresh('the last write', (found) => found?.version === written.at(-1));
      const places = watch.history.flatMap((state) => place(state, written));
      assert.deepEqual(
        places,
        places.toSorted((a, b) => a - b),
      );
    },
  },
  {
    title: 'a write is read by the store that made it as soon as it resolves, observed before or not',
    async run(space) {
      const { store } = space;
      for (const isObserved of [false, true]) {
        if (isObserved) {
          await space.watch(store.observe(web)).fresh('a value', () => true);
          await space.watch(store.list()).fresh('a value', () => true);
        }
        for (let n = 0; n < 5; n++) {
          const created = await store.create(web, numbered(n));
          assertIs(await space.read(store.observe(web)), numbered(n), created);
          assert.deepEqual(await space.read(store.list()), [web]);
          const updated = await store.update(web, dtabs.a, created);
          assertIs(await space.read(store.observe(web)), dtabs.a, updated);
          const put = await store.put(web, dtabs.b);
          assertIs(await space.read(store.observe(web)), dtabs.b, put);
          await store.delete(web);
          assert.equal(await space.read(store.observe(web)), undefined);
          assert.deepEqual(await space.read(store.list()), []);
        }
      }
    },
  },
  {
    title: 'two observers of one namespace share one backend watch',
    needs: 'sharedWatch',
    async run(space) {
      const { store } = space;
      const version = await store.create(web, dtabs.a);
      await space.watch(store.observe(web)).fresh('the value', (found) => found?.version === version);
      await space.watchesAre(1);
      for (let n = 0; n < 5; n++) await space.watch(store.observe(web)).fresh('the value', (found) => found?.version === version);
      await space.watchesAre(1);
    },
  },
  {
    title: 'the backend watch closes after the last observer has left, and opens anew for the next',
    needs: 'sharedWatch',
    async run(space) {
      const { store, bounds } = space;
      const first = space.watch(store.observe(web));
      const second = space.watch(store.observe(web));
      const list = space.watch(store.list());
      await first.fresh('absence', (found) => found === undefined);
      await list.fresh('the empty list', isList());
      first[Symbol.dispose]();
      const version = await store.create(web, dtabs.a);
      assertIs(await second.fresh('the creation', (found) => found?.version === version), dtabs.a);
      second[Symbol.dispose]();
      list[Symbol.dispose]();
      await space.watchesAre(0, bounds.lingerMs);
      const put = await store.put(web, dtabs.b);
      const third = space.watch(store.observe(web));
      assertIs(await third.fresh('the write in between', (found) => found?.version === put), dtabs.b);
    },
  },
  {
    title: 'unknown namespaces, asked for once each, leave no watch behind',
    needs: 'sharedWatch',
    async run(space) {
      for (let n = 0; n < 200; n++) {
        assert.equal(await space.read(space.store.observe(`unknown-${n}` as Namespace)), undefined);
      }
      await space.watchesAre(0, space.bounds.lingerMs);
      assert.deepEqual(await space.read(space.store.list()), []);
    },
  },
];

function isList(...expected: readonly Namespace[]): (found: readonly Namespace[]) => boolean {
  return (found) => found.length === expected.length && expected.every((name, i) => found[i] === name);
}

function place(state: State<VersionedDtab | undefined>, written: readonly Version[]): readonly number[] {
  return state.kind === 'ok' && state.value !== undefined ? [written.indexOf(state.value.version)] : [];
}

function assertNoRepeats<T>(history: readonly State<T>[], equals: (a: T, b: T) => boolean): void {
  for (const [i, state] of history.entries()) {
    const before = history[i - 1];
    if (before?.kind !== state.kind) continue;
    const isRepeat =
      state.kind !== 'ok' ||
      (before.kind === 'ok' && equals(before.value, state.value) && before.stale?.sinceMs === state.stale?.sinceMs);
    assert.ok(!isRepeat, `state ${i} is delivered twice: ${state.kind}`);
  }
}
