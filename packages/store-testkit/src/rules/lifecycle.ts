import assert from 'node:assert/strict';
import { NamingError } from '@namerd/errors';
import { Namespace } from '@namerd/store';
import { assertIs, dtabs, names } from '../fixtures.ts';
import type { Rule } from '../space.ts';

const { web, api } = names;

/** Signals, names that are none, and the end. */
export const lifecycleRules: readonly Rule[] = [
  {
    title: 'a name that is none is NAMESPACE_INVALID, to read and to write',
    guardOnly: true,
    async run(space) {
      const { store } = space;
      const version = await store.create(web, dtabs.a);
      for (const text of ['', 'a/b', 'a b', '../web', 'ä', 'x'.repeat(300)]) {
        const name = text as Namespace;
        assert.ok(!Namespace.is(name));
        const state = await space.watch(store.observe(name)).until('failed', (s) => s.kind === 'failed');
        assert.ok(state.kind === 'failed' && NamingError.is(state.error, 'NAMESPACE_INVALID'));
        await space.rejects(store.create(name, dtabs.a), 'NAMESPACE_INVALID');
        await space.rejects(store.update(name, dtabs.a, version), 'NAMESPACE_INVALID');
        await space.rejects(store.put(name, dtabs.a), 'NAMESPACE_INVALID');
        await space.rejects(store.delete(name), 'NAMESPACE_INVALID');
      }
      assert.deepEqual(await space.read(store.list()), [web]);
    },
  },
  {
    title: 'a call whose signal has aborted before is ABORTED and does nothing',
    async run(space) {
      const { store } = space;
      const version = await store.create(web, dtabs.a);
      const options = { signal: AbortSignal.abort(new Error('changed my mind')) };
      await space.rejects(store.create(api, dtabs.b, options), 'ABORTED');
      await space.rejects(store.update(web, dtabs.b, version, options), 'ABORTED');
      await space.rejects(store.put(web, dtabs.b, options), 'ABORTED');
      await space.rejects(store.delete(web, options), 'ABORTED');
      assertIs(await space.read(store.observe(web)), dtabs.a, version);
      assert.deepEqual(await space.read(store.list()), [web]);
    },
  },
  {
    title: 'a call whose signal aborts meanwhile settles, and the store goes on',
    async run(space) {
      const { store } = space;
      await store.create(web, dtabs.a);
      const controller = new AbortController();
      const write = store.put(web, dtabs.b, { signal: controller.signal });
      controller.abort(new Error('too slow'));
      const [outcome] = await space.within('the aborted write', Promise.allSettled([write]));
      const isAborted = outcome.status === 'rejected' && NamingError.is(outcome.reason, 'ABORTED');
      assert.ok(outcome.status === 'fulfilled' || isAborted, 'neither done nor ABORTED');
      const version = await store.put(web, dtabs.c, { signal: new AbortController().signal });
      assertIs(await space.read(store.observe(web)), dtabs.c, version);
    },
  },
  {
    title: 'after dispose, reads are failed(CLOSED) and writes reject CLOSED',
    guardOnly: true,
    async run(space) {
      const { store } = space;
      const version = await store.create(web, dtabs.a);
      const watch = space.watch(store.observe(web));
      await watch.fresh('the dtab', (found) => found?.version === version);
      await space.within('disposing', store[Symbol.asyncDispose]());
      for (const activity of [store.observe(web), store.observe(api), store.list()]) {
        const closed = await space.watch<unknown>(activity).until('failed', (s) => s.kind === 'failed');
        assert.ok(closed.kind === 'failed' && NamingError.is(closed.error, 'CLOSED'));
      }
      await watch.until('failed(CLOSED) for who still observes', (s) => s.kind === 'failed' && NamingError.is(s.error, 'CLOSED'));
      await space.rejects(store.create(api, dtabs.b), 'CLOSED');
      await space.rejects(store.update(web, dtabs.b, version), 'CLOSED');
      await space.rejects(store.put(web, dtabs.b), 'CLOSED');
      await space.rejects(store.delete(web), 'CLOSED');
    },
  },
  {
    title: 'disposing ends, also twice, concurrently, and with watches open',
    async run(space) {
      const { store } = space;
      const version = await store.create(web, dtabs.a);
      await space.watch(store.observe(web)).fresh('the dtab', (found) => found?.version === version);
      await space.watch(store.observe(api)).fresh('absence', (found) => found === undefined);
      await space.watch(store.list()).fresh('the list', () => true);
      await space.within(
        'disposing',
        Promise.all([store[Symbol.asyncDispose](), store[Symbol.asyncDispose]()]).then(() => undefined),
      );
      await space.within('disposing once more', store[Symbol.asyncDispose]());
      if (space.capabilities.sharedWatch) await space.watchesAre(0);
    },
  },
];
