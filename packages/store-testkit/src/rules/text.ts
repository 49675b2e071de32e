import assert from 'node:assert/strict';
import { Dtab } from '@namerd/dtab';
import { NamingError } from '@namerd/errors';
import type { DtabStore } from '@namerd/store';
import { assertIs, dtabs, names } from '../fixtures.ts';
import type { Rule, Space } from '../space.ts';

const { web, api } = names;

const texts: readonly string[] = [
  '',
  '/a => /b',
  '/a=>/b;/c=>/d;',
  '# a comment\n/a => /b ; # another\n/c => /d',
  '/svc/*/x => /#/io.l5d.fs ; /svc => 0.001 * /a & 33.333 * /b & 0.0000001 * /c',
  '/a => (/b | /c) & 2 * (~ | ! | $)',
  '/\\xe2\\x82\\xac/\\x2a => /\\x00\\xff/%$#:.-_',
  '/a => ! ; /b => ~ ; /c => $ ; / => /d',
];

/** What is stored comes back as it was written. */
export const textRules: readonly Rule[] = [
  {
    title: 'a dtab comes back equal: comments, escapes, wildcards, exact weights, the empty one',
    async run(space) {
      const { store } = space;
      for (const text of texts) {
        const dtab = Dtab.parse(text);
        const version = await store.put(web, dtab);
        assertIs(await space.read(store.observe(web)), dtab, version);
        await onAnotherStore(space, async (other) => {
          assertIs(await space.watch(other.observe(web)).fresh('the text', (found) => found?.version === version), dtab);
        });
      }
    },
  },
  {
    title: 'a dtab of 1,000 dentries comes back equal',
    async run(space) {
      const lines = Array.from(
        { length: 1_000 },
        (_, n) => `/svc/service-${n} => /#/io.l5d.consul/dc1/service-${n} | /svc/fallback-${n % 7}`,
      );
      const dtab = Dtab.parse(lines.join(';\n'));
      const version = await space.store.create(web, dtab);
      assertIs(await space.read(space.store.observe(web)), dtab, version);
      await onAnotherStore(space, async (other) => {
        assertIs(await space.watch(other.observe(web)).fresh('the dtab', (found) => found?.version === version), dtab);
      });
    },
  },
  {
    title: 'stored text that cannot be read is failed(PARSE) for that namespace alone, and recovers',
    needs: 'rawWrite',
    async run(space) {
      const { store } = space;
      const good = await store.create(api, dtabs.b);
      await store.create(web, dtabs.a);
      const seen = space.watch(store.observe(web));
      const other = space.watch(store.observe(api));
      await seen.fresh('the dtab', (found) => found !== undefined);
      for (const content of ['no dtab at all', Uint8Array.of(0x2f, 0x61, 0xff, 0xfe, 0x00)]) {
        await space.writeRaw(web, content);
        await seen.until('failed(PARSE)', (state) => state.kind === 'failed' && NamingError.is(state.error, 'PARSE'));
        const late = space.watch(store.observe(web));
        await late.until('failed(PARSE)', (state) => state.kind === 'failed' && NamingError.is(state.error, 'PARSE'));
        assertIs(await space.read(store.observe(api)), dtabs.b, good);
        const list = space.watch(store.list());
        await list.fresh('both names', (found) => found.join() === [api, web].join());
        await space.writeRaw(web, '/svc => /repaired');
        const repaired = await seen.fresh('the repaired dtab', (found) => found !== undefined);
        assertIs(repaired, Dtab.parse('/svc => /repaired'));
      }
      await space.writeRaw(web, 'still no dtab');
      await seen.until('failed(PARSE)', (state) => state.kind === 'failed');
      const put = await store.put(web, dtabs.c);
      assertIs(await seen.fresh('the overwriting', (found) => found?.version === put), dtabs.c);
      assert.ok(
        other.history.every((state) => state.kind !== 'failed'),
        'the other namespace failed too',
      );
    },
  },
];

/** A second store reads what is on the backend, not what the first remembers. */
async function onAnotherStore(space: Space, act: (store: DtabStore) => Promise<void>): Promise<void> {
  if (space.capabilities.sharedSpace) await act(await space.open());
}
