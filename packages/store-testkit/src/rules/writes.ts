import assert from 'node:assert/strict';
import { NamingError } from '@namerd/errors';
import type { Version } from '@namerd/store';
import { assertIs, dtabs, foreignVersions, names, numbered } from '../fixtures.ts';
import type { Rule } from '../space.ts';

const { web, api } = names;

/** What each write does, and when it refuses. */
export const writeRules: readonly Rule[] = [
  {
    title: 'create stores a dtab and gives its version',
    async run(space) {
      const version = await space.store.create(web, dtabs.a);
      assertIs(await space.read(space.store.observe(web)), dtabs.a, version);
      assert.equal(await space.read(space.store.observe(api)), undefined, 'another namespace came into being');
    },
  },
  {
    title: 'create twice is NAMESPACE_EXISTS and changes nothing',
    async run(space) {
      const version = await space.store.create(web, dtabs.a);
      await space.rejects(space.store.create(web, dtabs.b), 'NAMESPACE_EXISTS');
      assertIs(await space.read(space.store.observe(web)), dtabs.a, version);
    },
  },
  {
    title: 'of many concurrent creates exactly one wins',
    async run(space) {
      const outcomes = await space.within(
        'all creates',
        Promise.allSettled(Array.from({ length: 8 }, (_, n) => space.store.create(web, numbered(n)))),
      );
      const { index, version } = onlyWinner(outcomes, 'NAMESPACE_EXISTS');
      assertIs(await space.read(space.store.observe(web)), numbered(index), version);
    },
  },
  {
    title: 'update with the current version replaces the dtab and gives a new version',
    async run(space) {
      const first = await space.store.create(web, dtabs.a);
      const second = await space.store.update(web, dtabs.b, first);
      assert.notEqual(second, first);
      assertIs(await space.read(space.store.observe(web)), dtabs.b, second);
    },
  },
  {
    title: 'update with a stale version is VERSION_MISMATCH and changes nothing',
    async run(space) {
      const first = await space.store.create(web, dtabs.a);
      const second = await space.store.update(web, dtabs.b, first);
      await space.rejects(space.store.update(web, dtabs.c, first), 'VERSION_MISMATCH');
      assertIs(await space.read(space.store.observe(web)), dtabs.b, second);
    },
  },
  {
    title: 'update with a version of nobody is VERSION_MISMATCH and changes nothing',
    async run(space) {
      const version = await space.store.create(web, dtabs.a);
      for (const foreign of foreignVersions) await space.rejects(space.store.update(web, dtabs.b, foreign), 'VERSION_MISMATCH');
      assertIs(await space.read(space.store.observe(web)), dtabs.a, version);
    },
  },
  {
    title: 'update of a missing namespace is NAMESPACE_NOT_FOUND and creates nothing',
    async run(space) {
      const version = await space.store.create(api, dtabs.a);
      await space.rejects(space.store.update(web, dtabs.b, version), 'NAMESPACE_NOT_FOUND');
      assert.equal(await space.read(space.store.observe(web)), undefined);
    },
  },
  {
    title: 'of many concurrent updates from one version exactly one wins',
    async run(space) {
      const from = await space.store.create(web, dtabs.a);
      const outcomes = await space.within(
        'all updates',
        Promise.allSettled(Array.from({ length: 16 }, (_, n) => space.store.update(web, numbered(n), from))),
      );
      const { index, version } = onlyWinner(outcomes, 'VERSION_MISMATCH');
      assertIs(await space.read(space.store.observe(web)), numbered(index), version);
    },
  },
  {
    title: 'put creates what is missing and overwrites what is there',
    async run(space) {
      const first = await space.store.put(web, dtabs.a);
      assertIs(await space.read(space.store.observe(web)), dtabs.a, first);
      const second = await space.store.put(web, dtabs.b);
      assert.notEqual(second, first);
      assertIs(await space.read(space.store.observe(web)), dtabs.b, second);
    },
  },
  {
    title: 'delete removes the namespace',
    async run(space) {
      await space.store.create(web, dtabs.a);
      await space.store.create(api, dtabs.b);
      await space.store.delete(web);
      assert.equal(await space.read(space.store.observe(web)), undefined);
      assertIs(await space.read(space.store.observe(api)), dtabs.b);
    },
  },
  {
    title: 'delete of a missing namespace is NAMESPACE_NOT_FOUND',
    async run(space) {
      await space.rejects(space.store.delete(web), 'NAMESPACE_NOT_FOUND');
      await space.store.create(web, dtabs.a);
      await space.store.delete(web);
      await space.rejects(space.store.delete(web), 'NAMESPACE_NOT_FOUND');
    },
  },
  {
    title: 'delete with an expected version deletes that version alone',
    async run(space) {
      const first = await space.store.create(web, dtabs.a);
      await space.rejects(space.store.delete(api, { expected: first }), 'NAMESPACE_NOT_FOUND');
      const second = await space.store.update(web, dtabs.b, first);
      await space.rejects(space.store.delete(web, { expected: first }), 'VERSION_MISMATCH');
      assertIs(await space.read(space.store.observe(web)), dtabs.b, second);
      await space.store.delete(web, { expected: second });
      assert.equal(await space.read(space.store.observe(web)), undefined);
    },
  },
  {
    title: 'a version is never used again, also not after delete and create',
    async run({ store }) {
      const seen: Version[] = [];
      for (let round = 0; round < 3; round++) {
        seen.push(await store.create(web, dtabs.a));
        seen.push(await store.put(web, dtabs.b)); // to write what is there already need not make a new version
        seen.push(await store.update(web, dtabs.c, last(seen)));
        await store.delete(web);
        seen.push(await store.put(web, dtabs.a));
        await store.delete(web, { expected: last(seen) });
      }
      assert.equal(new Set(seen).size, seen.length, `some version came twice: ${seen.join(' ')}`);
    },
  },
];

/** The one that succeeded; fails unless all others were refused with `code`. */
function onlyWinner(outcomes: readonly PromiseSettledResult<Version>[], code: 'NAMESPACE_EXISTS' | 'VERSION_MISMATCH') {
  const winners: { index: number; version: Version }[] = [];
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.status === 'fulfilled') winners.push({ index, version: outcome.value });
    else assert.ok(NamingError.is(outcome.reason, code), `expected ${code}, got ${String(outcome.reason)}`);
  }
  const [winner] = winners;
  assert.ok(winner !== undefined && winners.length === 1, `${winners.length} of ${outcomes.length} succeeded`);
  return winner;
}

function last(versions: readonly Version[]): Version {
  const version = versions.at(-1);
  assert.ok(version !== undefined);
  return version;
}
