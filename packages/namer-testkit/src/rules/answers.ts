import { deepEqual, equal } from 'node:assert/strict';
import { Path } from '@namerd/dtab';
import { boundOf, hostsOf, isSet } from '../answer.ts';
import type { Rule } from '../space.ts';
import { a, b } from './endpoints.ts';

/** Which trees a namer answers. */
export const answers: readonly Rule[] = [
  {
    title: 'an unknown name is neg',
    async run(space) {
      await space.backend.set('web', [a]);
      const tree = await space.watch(space.tree('nobody')).fresh('an answer', () => true);
      equal(tree.kind, 'neg');
    },
  },
  {
    title: 'a path that is too short is neg',
    async run(space) {
      await space.backend.set('web', [a]);
      const name = space.backend.nameOf('web');
      for (let length = 0; length < name.labels.length; length++) {
        const short = Path.take(name, length);
        const tree = await space.watch(space.namer.lookup(short)).fresh(`an answer to ${Path.show(short)}`, () => true);
        equal(tree.kind, 'neg', Path.show(short));
      }
    },
  },
  {
    title: 'a known name is a leaf with its id and the residual',
    async run(space) {
      await space.backend.set('web', [a]);
      const id = Path.show(Path.concat(space.backend.prefix, space.backend.nameOf('web')));
      for (const residual of [[], ['users'], ['users', '7', 'edit']]) {
        const tree = await space.watch(space.tree('web', ...residual)).fresh('a leaf', (found) => found.kind !== 'neg');
        const bound = boundOf(tree);
        equal(Path.show(bound.id), id);
        equal(Path.show(bound.residual), Path.show(Path.of(...residual)));
      }
    },
  },
  {
    title: 'looking an id up gives the same id back',
    async run(space) {
      await space.backend.set('web', [a]);
      const first = boundOf(await space.watch(space.tree('web', 'users')).fresh('a leaf', (found) => found.kind !== 'neg'));
      const rest = Path.drop(first.id, space.backend.prefix.labels.length);
      const again = boundOf(await space.watch(space.namer.lookup(rest)).fresh(`an answer to ${Path.show(rest)}`, () => true));
      equal(Path.show(again.id), Path.show(first.id));
      equal(Path.show(again.residual), '/');
      deepEqual(hostsOf(await space.watch(again.addr).fresh('addresses', () => true)), ['192.0.2.1 8001']);
    },
  },
  {
    title: 'names are what can be bound now, with the prefix',
    needs: ['names'],
    async run(space) {
      const { prefix } = space.backend;
      const listed = space.namer.names?.();
      if (listed === undefined) throw new TypeError('the namer declares a capability, but has no names()');
      const names = space.watch(listed);
      const entriesOf = (service: string, paths: readonly Path[]): readonly string[] =>
        paths.filter((path) => Path.startsWith(Path.concat(prefix, space.backend.nameOf(service)), path)).map(Path.show);
      await space.backend.set('web', [a]);
      await names.fresh('a name for web', (paths) => entriesOf('web', paths).length > 0);
      await space.backend.set('api', [b]);
      const both = await names.fresh('a name for api', (paths) => entriesOf('api', paths).length > 0);
      equal(entriesOf('web', both).length, 1);
      deepEqual(
        both.filter((path) => path.labels.length <= prefix.labels.length),
        [],
        'the prefix alone is no name',
      );
      const apart = entriesOf('api', both).filter((path) => !entriesOf('web', both).includes(path));
      await space.backend.remove('api');
      if (apart.length > 0) await names.fresh('api to vanish', (paths) => entriesOf('api', paths).length === 0);
    },
  },
  {
    title: 'services do not get into each other’s way',
    async run(space) {
      await space.backend.set('web', [a]);
      await space.backend.set('web2', [b]);
      const [web, web2] = [space.watch(space.addr('web')), space.watch(space.addr('web2'))];
      await web.fresh('its endpoints', (addr) => isSet(addr, [a]));
      await web2.fresh('its endpoints', (addr) => isSet(addr, [b]));
      await space.backend.remove('web2');
      await web2.fresh('neg', (addr) => addr.kind === 'neg');
      await web.fresh('its endpoints still', (addr) => isSet(addr, [a]));
      equal(web.history.filter((state) => state.kind === 'ok').length, 1);
    },
  },
];
