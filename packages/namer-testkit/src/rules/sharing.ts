import { equal, ok } from 'node:assert/strict';
import { firstState, systemClock, variable } from '@namerd/activity';
import { isSet } from '../answer.ts';
import type { Rule } from '../space.ts';
import { a, b } from './endpoints.ts';

/** What a namer asks of its backend: as little as it can, and nothing when nobody asks it. */
export const sharing: readonly Rule[] = [
  {
    title: 'two observers share one watch',
    needs: ['sharedWatch'],
    async run(space) {
      await space.backend.set('web', [a]);
      const before = await space.openWatches();
      await space.watch(space.addr('web')).fresh('its endpoint', (addr) => isSet(addr, [a]));
      const one = await space.openWatches();
      ok(one > before, 'the backend counts no watch at all');
      await space.watch(space.addr('web')).fresh('its endpoint', (addr) => isSet(addr, [a]));
      await space.watch(space.addr('web')).fresh('its endpoint', (addr) => isSet(addr, [a]));
      equal(await space.openWatches(), one);
    },
  },
  {
    title: 'different residuals share one watch',
    needs: ['sharedWatch'],
    async run(space) {
      await space.backend.set('web', [a]);
      await space.watch(space.addr('web')).fresh('its endpoint', (addr) => isSet(addr, [a]));
      const one = await space.openWatches();
      for (let i = 0; i < 10; i++) {
        await space.watch(space.addr('web', 'users', `${i}`)).fresh('its endpoint', (addr) => isSet(addr, [a]));
      }
      equal(await space.openWatches(), one);
    },
  },
  {
    title: 'asking starts nothing; observing does',
    needs: ['sharedWatch'],
    async run(space) {
      await space.backend.set('web', [a]);
      await space.backend.set('api', [b]);
      const api = space.watch(space.addr('api'));
      await api.fresh('its endpoint', (addr) => isSet(addr, [b]));
      const before = await space.openWatches();
      const asked = [space.addr('web'), space.addr('web', 'users'), space.addr('nobody')];
      await space.backend.set('api', [a]);
      await api.fresh('its new endpoint', (addr) => isSet(addr, [a])); // time enough for a watch to open
      equal(await space.openWatches(), before);
      for (const activity of asked) await space.watch(activity).fresh('an answer', () => true);
      ok((await space.openWatches()) > before);
    },
  },
  {
    title: 'switching back and forth between names does not start their watches anew',
    async run(space) {
      await space.backend.set('web', [a]);
      await space.backend.set('api', [b]);
      const service = variable('web');
      const shown = space.watch(service.flatMap((name) => space.addr(name)));
      const leftAtMs = new Map<string, number>();
      let returns = 0;
      for (let visit = 0; returns < 6; visit++) {
        const [name, endpoint] = visit % 2 === 0 ? (['web', a] as const) : (['api', b] as const);
        const leftMs = leftAtMs.get(name);
        const isInTime = leftMs !== undefined && systemClock.now() - leftMs < space.bounds.lingerMs / 2;
        const seen = shown.history.length;
        leftAtMs.set(service.value, systemClock.now());
        service.value = name;
        await shown.fresh(name, (addr) => isSet(addr, [endpoint]));
        if (isInTime) {
          returns++;
          equal(shown.history.slice(seen).filter((state) => state.kind !== 'ok').length, 0, 'a watch began anew');
        }
        ok(visit < 50, 'the machine is too slow to be back before the linger is over');
      }
    },
  },
  {
    title: 'the last observer leaving stops the watch, and a later one starts it again',
    needs: ['sharedWatch'],
    async run(space) {
      await space.backend.set('web', [a]);
      const before = await space.openWatches();
      const [one, two] = [space.watch(space.addr('web')), space.watch(space.addr('web', 'users'))];
      await one.fresh('its endpoint', (addr) => isSet(addr, [a]));
      await two.fresh('its endpoint', (addr) => isSet(addr, [a]));
      const open = await space.openWatches();
      one[Symbol.dispose]();
      await space.backend.set('web', [b]);
      await two.fresh('its new endpoint', (addr) => isSet(addr, [b]));
      two[Symbol.dispose]();
      await space.watchesAre(before, { afterLinger: true });
      await space.backend.set('web', [a]);
      await space.watch(space.addr('web')).fresh('its newest endpoint', (addr) => isSet(addr, [a]));
      equal(await space.openWatches(), open);
    },
  },
  {
    title: '10,000 unknown names leave nothing behind',
    needs: ['sharedWatch'],
    async run(space) {
      await space.backend.set('web', [a]);
      const before = await space.openWatches();
      for (let done = 0; done < 10_000; done += 100) {
        const states = Array.from({ length: 100 }, (_, i) => firstState(space.tree(`nobody${done + i}`)));
        for (const state of await space.within('100 answers', Promise.all(states))) {
          ok(state.kind === 'ok' && state.value.kind === 'neg', `an unknown name was ${state.kind}`);
        }
      }
      await space.watchesAre(before, { afterLinger: true });
      await space.watch(space.addr('web')).fresh('its endpoint', (addr) => isSet(addr, [a]));
    },
  },
];
