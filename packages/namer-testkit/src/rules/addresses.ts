import { equal, ok } from 'node:assert/strict';
import type { Addr, Endpoint } from '@namerd/namer';
import type { Watch } from '@namerd/testkit';
import { boundOf, isSet } from '../answer.ts';
import type { Rule, Space } from '../space.ts';
import { a, b, c } from './endpoints.ts';

/** How the endpoints of a name follow the backend. */
export const addresses: readonly Rule[] = [
  {
    title: 'endpoints appear, also under a name that was unknown',
    async run(space) {
      const web = space.watch(space.addr('web'));
      await web.fresh('neg', (addr) => addr.kind === 'neg');
      await space.backend.set('web', [a]);
      await web.fresh('its endpoint', (addr) => isSet(addr, [a]));
    },
  },
  {
    title: 'endpoints change',
    async run(space) {
      const web = await watched(space, [a]);
      for (const endpoints of [[a, b], [b], [b, c, a], [c]]) {
        await space.backend.set('web', endpoints);
        await web.fresh(`${endpoints.length} endpoints`, (addr) => isSet(addr, endpoints));
      }
    },
  },
  {
    title: 'endpoints vanish with their service, and come back with it',
    async run(space) {
      const tree = space.watch(space.tree('web'));
      const web = await watched(space, [a]);
      await space.backend.remove('web');
      await tree.fresh('neg', (found) => found.kind === 'neg');
      await web.fresh('neg', (addr) => addr.kind === 'neg');
      await space.backend.set('web', [b]);
      await tree.fresh('a leaf', (found) => found.kind === 'leaf');
      await web.fresh('its new endpoint', (addr) => isSet(addr, [b]));
    },
  },
  {
    title: 'the addresses of a bound name follow also when nobody watches the name',
    async run(space) {
      await space.backend.set('web', [a]);
      const found = space.watch(space.tree('web'));
      const bound = boundOf(await found.fresh('a leaf', (tree) => tree.kind === 'leaf'));
      const addr = space.watch(bound.addr);
      await addr.fresh('its endpoint', (value) => isSet(value, [a]));
      found[Symbol.dispose]();
      await space.backend.set('web', [b, c]);
      await addr.fresh('its new endpoints', (value) => isSet(value, [b, c]));
    },
  },
  {
    title: 'a service without endpoints is bound to none',
    needs: ['emptySets'],
    async run(space) {
      const web = await watched(space, [a]);
      await space.backend.set('web', []);
      await web.fresh('the empty set', (addr) => isSet(addr, []));
      const tree = await space.watch(space.tree('web')).fresh('an answer', () => true);
      equal(tree.kind, 'leaf');
      await space.backend.set('web', [c]);
      await web.fresh('its new endpoint', (addr) => isSet(addr, [c]));
    },
  },
  {
    title: 'the order of endpoints makes no difference',
    async run(space) {
      const web = await watched(space, [a, b, c]);
      const before = web.history.length;
      await space.backend.set('web', [c, a, b]);
      await space.backend.set('other', [a]); // when this has arrived, so has that
      await space.watch(space.addr('other')).fresh('its endpoint', (addr) => isSet(addr, [a]));
      equal(web.history.length, before, 'the same endpoints in another order were delivered as a change');
      await space.backend.set('web', [a]);
      await web.fresh('a real change', (addr) => isSet(addr, [a]));
    },
  },
  {
    title: 'a change of endpoints is not a change of the tree',
    async run(space) {
      await space.backend.set('web', [a]);
      const tree = space.watch(space.tree('web'));
      const web = await watched(space, [a]);
      const before = tree.history.length;
      await space.backend.set('web', [b]);
      await web.fresh('its new endpoint', (addr) => isSet(addr, [b]));
      equal(tree.history.length, before, 'the tree was delivered again');
    },
  },
  {
    title: 'endpoints carry their weights',
    needs: ['weights'],
    async run(space) {
      const weighted = [a, { ...b, weight: 0.25 }, { ...c, weight: 2 }];
      const web = await watched(space, weighted);
      equal(weightsOf(web), '1 0.25 2');
      await space.backend.set('web', [a, { ...b, weight: 0.75 }, { ...c, weight: 2 }]);
      await web.until('the new weight', () => weightsOf(web) === '1 0.75 2');
    },
  },
  {
    title: 'endpoints carry their metadata',
    needs: ['metadata'],
    async run(space) {
      const web = await watched(space, [{ ...a, meta: { zone: 'east' } }, b]);
      equal(metaOf(web, a)?.['zone'], 'east');
      equal(metaOf(web, b)?.['zone'], undefined);
      await space.backend.set('web', [{ ...a, meta: { zone: 'west' } }, b]);
      await web.until('the new metadata', () => metaOf(web, a)?.['zone'] === 'west');
    },
  },
  {
    title: 'many endpoints arrive as one set',
    async run(space) {
      const many = Array.from({ length: 500 }, (_, i): Endpoint => ({ host: `198.51.100.${i % 250}`, port: 9000 + i }));
      const web = await watched(space, many);
      ok(web.history.every((state) => state.kind !== 'ok' || isSet(state.value, many)));
    },
  },
];

/** The addresses of `web`, which has these endpoints, once they have arrived. */
async function watched(space: Space, endpoints: readonly Endpoint[]): Promise<Watch<Addr>> {
  await space.backend.set('web', endpoints);
  const web = space.watch(space.addr('web'));
  await web.fresh('its endpoints', (addr) => isSet(addr, endpoints));
  return web;
}

function currentOf(web: Watch<Addr>, { host, port }: Endpoint): Endpoint | undefined {
  const { current } = web;
  if (current.kind !== 'ok' || current.value.kind !== 'bound') return undefined;
  return current.value.endpoints.find((endpoint) => endpoint.host === host && endpoint.port === port);
}

/** An absent weight counts as 1. */
function weightsOf(web: Watch<Addr>): string {
  return [a, b, c].map((endpoint) => currentOf(web, endpoint)?.weight ?? 1).join(' ');
}

function metaOf(web: Watch<Addr>, endpoint: Endpoint): Endpoint['meta'] {
  return currentOf(web, endpoint)?.meta;
}
