import { deepEqual, equal, ok } from 'node:assert/strict';
import { type Activity, constant, firstState, type State } from '@namerd/activity';
import { runVectors, vectors } from '@namerd/conformance';
import type { NameTree } from '@namerd/dtab';
import { Path } from '@namerd/dtab';
import type { Addr, Endpoint, Name, Namer } from '@namerd/namer';
import { fsNamer } from '@namerd/namer-fs';
import { Watch } from '@namerd/namer-testkit';
import { createPluginContext } from '@namerd/plugin';
import test from 'ava';
import { FsTree, type TreeJson } from './support/fs-tree.ts';

type AddrJson = { readonly failed: string | true } | { readonly bound: readonly (Endpoint | string)[] } | 'neg';

function open(rootDir: string, prefix = '/#/io.l5d.fs'): Namer {
  return fsNamer.create({ rootDir }, { ...createPluginContext(), prefix: Path.parse(prefix) });
}

function follow(tree: Activity<NameTree<Name>>): Activity<Addr> {
  return tree.flatMap((found) =>
    found.kind === 'leaf' && found.value.kind === 'bound' ? found.value.bound.addr : constant<Addr>({ kind: 'neg' }),
  );
}

/** Fails unless the state is what a vector expects. */
function assertAddr(state: State<Addr>, expected: AddrJson): void {
  if (expected === 'neg') {
    ok(state.kind === 'ok' && state.value.kind === 'neg', `expected neg, got ${JSON.stringify(state)}`);
  } else if ('failed' in expected) {
    ok(state.kind === 'failed', `expected a failure, got ${JSON.stringify(state)}`);
    if (expected.failed !== true) ok(state.error.message.includes(expected.failed), state.error.message);
  } else {
    ok(state.kind === 'ok' && state.value.kind === 'bound', `expected addresses, got ${JSON.stringify(state)}`);
    const isShort = expected.bound.some((endpoint) => typeof endpoint === 'string');
    const found = state.value.endpoints.map((endpoint) => (isShort ? `${endpoint.host}:${endpoint.port}` : endpoint));
    deepEqual(new Set(found), new Set(expected.bound));
  }
}

test('the content of files means what the vectors say', (t) =>
  runVectors<{ file: string; expect: AddrJson }>(t, {
    file: 'namer-fs',
    sections: ['parse'],
    async run({ file, expect }) {
      await using tree = await FsTree.create({ web: file });
      await using namer = open(tree.root);
      assertAddr(await firstState(follow(namer.lookup(Path.of('web')))), expect);
    },
  }));

interface LookupVector {
  readonly tree: TreeJson;
  readonly prefix: string;
  readonly lookup: string;
  readonly expect: 'neg' | { readonly leaf: { readonly id: string; readonly residual: string; readonly addr?: AddrJson } };
}

test('paths lead where the vectors say', (t) =>
  runVectors<LookupVector>(t, {
    file: 'namer-fs',
    sections: ['lookup'],
    async run({ tree: files, prefix, lookup, expect }) {
      await using tree = await FsTree.create(files);
      await using namer = open(tree.root, prefix);
      const found = await namer.lookup(Path.parse(lookup)).first();
      if (expect === 'neg') {
        equal(found.kind, 'neg');
        return;
      }
      ok(found.kind === 'leaf' && found.value.kind === 'bound');
      const { id, residual, addr } = found.value.bound;
      deepEqual({ id: Path.show(id), residual: Path.show(residual) }, { id: expect.leaf.id, residual: expect.leaf.residual });
      if (expect.leaf.addr !== undefined) assertAddr(await firstState(addr), expect.leaf.addr);
    },
  }));

interface Step {
  readonly create?: string;
  readonly write?: string;
  readonly renameOver?: string;
  readonly remove?: string;
  readonly swap?: string;
  readonly content?: string;
  readonly expect?: AddrJson;
  readonly expectEventually?: AddrJson | 'new content';
}

/** What stands behind the link of the vector about ConfigMaps, before and after. */
const oldContent = '10.0.0.1 80\n';
const newContent = '10.0.0.2 80\n';

async function take(step: Step, tree: FsTree): Promise<void> {
  const { create, write, renameOver, remove, swap, content = '' } = step;
  const inPlace = create ?? write;
  if (inPlace !== undefined) await tree.write(inPlace, content);
  if (renameOver !== undefined) await tree.renameOver(renameOver, content);
  if (remove !== undefined) await tree.remove(remove);
  if (swap !== undefined) await tree.swap(swap, { web: newContent });
}

test('changes of files are seen as the vectors say', (t) =>
  runVectors<{ start: TreeJson; lookup: string; steps: readonly Step[] }>(t, {
    file: 'namer-fs',
    sections: ['watch'],
    async run({ start, lookup, steps }) {
      await using tree = await FsTree.create(start);
      if (JSON.stringify(start).includes('..data')) await tree.swap('..data', { web: oldContent });
      await using namer = open(tree.root);
      using watch = new Watch(follow(namer.lookup(Path.parse(lookup))), 5_000);
      let seen = await watch.until('an answer', (state) => state.kind !== 'pending');
      for (const step of steps) {
        await take(step, tree);
        if (step.expect !== undefined) assertAddr(watch.current, step.expect);
        if (step.expectEventually === undefined) continue;
        const before = seen;
        seen = await watch.until('a change', (state) => state !== before && state.kind !== 'pending');
        assertAddr(seen, step.expectEventually === 'new content' ? { bound: ['10.0.0.2:80'] } : step.expectEventually);
      }
    },
  }));

test('the names are those that the vectors say', async (t) => {
  const {
    tree: files,
    prefix,
    expect,
  } = vectors('namer-fs')['bound_names'] as { tree: TreeJson; prefix: string; expect: string[] };
  await using tree = await FsTree.create(files);
  await using namer = open(tree.root, prefix);
  const names = await namer.names?.().first();
  t.deepEqual(names?.map(Path.show), expect);
});
