import { Dtab, type DtabStore, Namespace, NamingError, type State, type VersionedDtab } from '@namerd/plugin';
import { orSkip, type Service, startZookeeperEnsemble, type ZookeeperEnsemble } from '@namerd/services';
import test from 'ava';
import { fourLetters, openStore, until } from './backend.ts';

const web = Namespace.parse('web');
const ensemble = await startOrSkip();

function startOrSkip(): Promise<ZookeeperEnsemble | undefined> {
  return orSkip('store zk, an ensemble', () => startZookeeperEnsemble());
}

async function isLeader(member: Service): Promise<boolean> {
  return /Mode: leader/.test(await fourLetters(member, 'srvr').catch(() => ''));
}

test('while members of an ensemble die and freeze, no write is lost and nobody sees time run backwards', async (t) => {
  t.timeout(120_000);
  if (ensemble === undefined) {
    t.pass('there is no ensemble here');
    return;
  }
  await using stack = new AsyncDisposableStack();
  stack.use(ensemble);
  const zkAddrs = ensemble.members.map(({ host, port }) => ({ host, port }));
  const stores = [0, 1, 2, 3].map(() => stack.use(openStore(0, { zkAddrs, sessionTimeoutMs: 4_000 })));
  await stores[0]?.create(web, Dtab.parse('/begin => /x'));

  const sights = stores.map((store) => {
    const states: State<VersionedDtab | undefined>[] = [];
    stack.use(store.observe(web).observe((state) => states.push(state)));
    return states;
  });
  const stop = new AbortController();
  const acknowledged: string[] = [];
  const writers = stores.map((store, i) => writer(store, `w${i}`, acknowledged, stop.signal));
  const moreWrites = (): Promise<void> => {
    const enough = acknowledged.length + 20;
    return until('writes to succeed', () => acknowledged.length >= enough);
  };

  await moreWrites();
  for (const harm of ['kill', 'freeze'] as const) {
    const leaders = await Promise.all(ensemble.members.map(isLeader));
    const leader = ensemble.members[leaders.indexOf(true)];
    if (leader === undefined) return t.fail('no leader');
    if (harm === 'kill') await leader.kill();
    else leader.pause();
    await moreWrites();
    if (harm === 'kill') await leader.restart();
    else leader.resume();
    await moreWrites();
  }
  stop.abort();
  await Promise.all(writers);

  const dentriesOf = (state: State<VersionedDtab | undefined> | undefined): number =>
    state?.kind === 'ok' && state.value !== undefined ? state.value.dtab.dentries.length : -1;
  const isInStep = (): boolean => new Set(sights.map((states) => states.at(-1)).map(dentriesOf)).size === 1;
  await until('all to see the same', () => isInStep() && sights.every((states) => isFresh(states.at(-1))));
  const final = sights[0]?.at(-1);
  const kept = new Set(final?.kind === 'ok' ? final.value?.dtab.dentries.map(({ prefix }) => String(prefix[0])) : []);
  t.deepEqual(
    acknowledged.filter((token) => !kept.has(token)),
    [],
    'acknowledged writes are lost',
  );
  for (const states of sights) {
    const sizes = states.filter(({ kind }) => kind !== 'pending').map(dentriesOf);
    t.deepEqual(
      sizes,
      sizes.toSorted((a, b) => a - b),
      'somebody went back in time, or was told of absence',
    );
  }
  t.log(`${acknowledged.length} writes`);
});

function isFresh(state: State<unknown> | undefined): boolean {
  return state?.kind === 'ok' && state.stale === undefined;
}

/** Adds one token after the other by compare-and-set. */
async function writer(store: DtabStore, id: string, acknowledged: string[], signal: AbortSignal): Promise<void> {
  for (let n = 0; !signal.aborted; n++) {
    const token = `${id}-${n}`;
    try {
      const current = await store.observe(web).first(AbortSignal.timeout(5_000));
      if (current === undefined) throw new Error('the namespace has vanished');
      await store.update(web, Dtab.concat(current.dtab, Dtab.parse(`/${token} => /x`)), current.version);
      acknowledged.push(token);
    } catch (error) {
      if (!NamingError.is(error)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
