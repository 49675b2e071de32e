import { createWatchRegistry, type State, VirtualClock, type WatchRegistry } from '@namerd/activity';
import { Dtab, Path } from '@namerd/dtab';
import { NamingError } from '@namerd/errors';
import { type Addr, addrOf, createInterpreter, type Namer, nodeResolver, systemNamer } from '@namerd/namer';
import test from 'ava';
import { observe, sample, turn } from './support/observe.ts';

/** What a name server says of each host, and what it was asked. */
class FakeDns {
  readonly hosts = new Map<string, readonly string[] | Error>();
  readonly asked: string[] = [];

  async resolve(host: string): Promise<readonly string[] | undefined> {
    this.asked.push(host);
    const said = this.hosts.get(host);
    if (said instanceof Error) throw said;
    return said;
  }
}

interface World {
  readonly dns: FakeDns;
  readonly clock: VirtualClock;
  readonly watches: WatchRegistry;
  readonly namer: Namer;
}

function world(hosts: Readonly<Record<string, readonly string[] | Error>> = {}): World {
  const dns = new FakeDns();
  for (const [host, said] of Object.entries(hosts)) dns.hosts.set(host, said);
  const clock = new VirtualClock();
  const watches = createWatchRegistry();
  return { dns, clock, watches, namer: systemNamer({ resolver: dns, context: { clock, watches, random: () => 0.5 } }) };
}

/** The endpoints of a name as texts, or what else its address is. */
function shown(state: State<Addr>): string {
  if (state.kind !== 'ok') return state.kind === 'failed' ? `failed: ${state.error.message}` : state.kind;
  const text = state.value.kind === 'neg' ? 'neg' : state.value.endpoints.map(({ host, port }) => `${host} ${port}`).join(', ');
  return state.stale === undefined ? text : `stale: ${text}`;
}

test('the addresses of a host are followed every five seconds while somebody observes them', async (t) => {
  const { dns, clock, namer } = world({ web: ['10.0.0.2', '10.0.0.1'] });
  const seen = observe(addrOf(namer, Path.parse('/$/inet/web/80')));
  await clock.settle();
  dns.hosts.set('web', ['10.0.0.3']);
  await clock.advance(5_000);
  seen[Symbol.dispose]();
  t.deepEqual(seen.states.map(shown), ['pending', '10.0.0.1 80, 10.0.0.2 80', '10.0.0.3 80']);
  t.deepEqual(dns.asked, ['web', 'web']);
  await clock.advance(60_000);
  t.true(dns.asked.length <= 4, 'lingers for ten seconds');
  t.is(clock.timers, 0);
});

test('a host that does not exist is neg, and is found when it does', async (t) => {
  const { dns, clock, namer } = world();
  using seen = observe(addrOf(namer, Path.parse('/$/inet/new/80')));
  await clock.settle();
  dns.hosts.set('new', ['10.0.0.1']);
  await clock.advance(5_000);
  dns.hosts.set('new', []);
  await clock.advance(5_000);
  t.deepEqual(seen.states.map(shown), ['pending', 'neg', '10.0.0.1 80', 'neg']);
});

test('a name server that fails leaves the last addresses, marked stale', async (t) => {
  const { dns, clock, namer } = world({ web: ['10.0.0.1'] });
  using seen = observe(addrOf(namer, Path.parse('/$/inet/web/80')));
  await clock.settle();
  dns.hosts.set('web', new NamingError('UNAVAILABLE', 'SERVFAIL'));
  await clock.advance(5_000);
  t.is(shown(seen.last), 'stale: 10.0.0.1 80');
  dns.hosts.set('web', ['10.0.0.1']);
  await clock.advance(60_000);
  t.is(shown(seen.last), '10.0.0.1 80');
});

test('a name server that fails from the beginning is a failure, never neg', async (t) => {
  const { clock, namer } = world({ web: new NamingError('UNAVAILABLE', 'SERVFAIL') });
  using seen = observe(addrOf(namer, Path.parse('/$/inet/web/80')));
  await clock.settle();
  t.is(shown(seen.last), 'failed: SERVFAIL');
});

test('all ports and both ways of writing them share one watch of a host', async (t) => {
  const { dns, clock, watches, namer } = world({ web: ['10.0.0.1'] });
  const seen = ['/$/inet/web/80', '/$/inet/web/81/r', '/$/io.buoyant.rinet/82/web'].map((path) =>
    observe(addrOf(namer, Path.parse(path))),
  );
  await clock.settle();
  t.deepEqual(
    seen.map(({ last }) => shown(last)),
    ['10.0.0.1 80', '10.0.0.1 81', '10.0.0.1 82'],
  );
  t.deepEqual(dns.asked, ['web']);
  t.deepEqual(
    watches.list().map(({ name }) => name),
    ['dns web'],
  );
  for (const one of seen) one[Symbol.dispose]();
});

test('addresses need no name server', (t) => {
  const { dns, namer } = world();
  const endpoints: Readonly<Record<string, string>> = {
    '/$/inet/127.1/80': '127.0.0.1 80',
    '/$/inet/10.1.2/80': '10.1.0.2 80',
    '/$/inet/2130706433/80': '127.0.0.1 80',
    '/$/inet/1.2.3.4/80': '1.2.3.4 80',
    '/$/inet/::1/80': '::1 80',
    '/$/inet/2001:db8::1/80': '2001:db8::1 80',
    '/$/inet/localhost/80': '127.0.0.1 80',
    '/$/inet/80': '127.0.0.1 80',
    '/$/fixedinet/::1/80': '::1 80',
    '/$/io.buoyant.rinet/80/::1': '::1 80',
    '/$/inet/\\x2b80': '127.0.0.1 80',
    '/$/inet/1/0': '0.0.0.1 0',
  };
  for (const [path, expected] of Object.entries(endpoints)) t.is(shown(sample(addrOf(namer, Path.parse(path)))), expected, path);
  t.deepEqual(dns.asked, []);
});

test('a port out of range, and what is no host, fail without asking', (t) => {
  const { dns, namer } = world();
  const failures: Readonly<Record<string, string>> = {
    '/$/inet/web/65536': 'failed: port 65536 is not between 0 and 65535',
    '/$/inet/web/-1': 'failed: port -1 is not between 0 and 65535',
    '/$/inet/70000': 'failed: port 70000 is not between 0 and 65535',
    '/$/inet/host:80/90': 'failed: "host:80" is not a host',
    '/$/inet/a\\x2cb/90': 'failed: "a,b" is not a host',
    '/$/inet/a\\x00.evil/90': 'failed: "a\\u0000.evil" is not a host',
    '/$/inet/\\x20/90': 'failed: " " is not a host',
  };
  for (const [path, expected] of Object.entries(failures)) {
    const text = path.replace(/[^/]*\\x[^/]*/, (label) =>
      label.replaceAll(/\\x(..)|./g, (one, hex) => `\\x${hex ?? one.charCodeAt(0).toString(16)}`),
    );
    t.is(shown(sample(addrOf(namer, Path.parse(text)))), expected, path);
  }
  t.deepEqual(dns.asked, []);
});

test('numbers that are no IPv4 address are host names', async (t) => {
  const { clock, namer, dns } = world({ '1.2.3.256': ['10.0.0.1'], '256.1': ['10.0.0.2'], '1.2.3.4.5': ['10.0.0.3'] });
  for (const [host] of dns.hosts) {
    using seen = observe(addrOf(namer, Path.of('$', 'inet', host, '80')));
    await clock.settle();
    t.regex(shown(seen.last), /^10\.0\.0\.\d 80$/);
  }
});

test('fixedinet resolves a host once, and remembers it', async (t) => {
  const { dns, clock, namer } = world({ web: new NamingError('UNAVAILABLE', 'SERVFAIL') });
  const first = observe(addrOf(namer, Path.parse('/$/fixedinet/web/80')));
  await clock.settle();
  t.is(shown(first.last), 'failed: SERVFAIL');
  dns.hosts.set('web', ['10.0.0.1']);
  await clock.runUntil(() => first.last.kind === 'ok');
  dns.hosts.set('web', ['10.0.0.2']);
  const asked = dns.asked.length;
  await clock.advance(60_000);
  first[Symbol.dispose]();
  using second = observe(addrOf(namer, Path.parse('/$/fixedinet/web/81')));
  t.is(shown(first.last), '10.0.0.1 80');
  t.is(shown(second.last), '10.0.0.1 81');
  t.true(dns.asked.length <= asked + 2, 'lingering, then no more');
});

test('fixedinet does not keep that a host is not there', async (t) => {
  const { dns, clock, namer } = world();
  using seen = observe(addrOf(namer, Path.parse('/$/fixedinet/web/80')));
  await clock.settle();
  t.is(shown(seen.last), 'neg');
  dns.hosts.set('web', ['10.0.0.1']);
  await clock.advance(5_000);
  t.is(shown(seen.last), '10.0.0.1 80');
});

test('fixedinet takes an answer that is already there', async (t) => {
  const { clock, namer } = world({ web: ['10.0.0.1'] });
  using _ = observe(addrOf(namer, Path.parse('/$/inet/web/80')));
  await clock.settle();
  using fixed = observe(addrOf(namer, Path.parse('/$/fixedinet/web/80')));
  t.deepEqual(fixed.states.map(shown), ['10.0.0.1 80']);
});

test('disposing the namer forgets the hosts that linger', async (t) => {
  const { clock, namer } = world({ web: ['10.0.0.1'] });
  const seen = observe(addrOf(namer, Path.parse('/$/inet/web/80')));
  await clock.settle();
  seen[Symbol.dispose]();
  await namer[Symbol.asyncDispose]();
  t.is(clock.timers, 0);
});

test('a host that does not exist is a leaf all the same, so that no alternative is tried', async (t) => {
  const { namer } = world();
  const local = createInterpreter([], { system: namer });
  const state = sample(local.bind(Dtab.parse('/svc => /$/inet/none/80 | /$/inet/1'), Path.parse('/svc')));
  t.is(state.kind === 'ok' && state.value.kind === 'leaf' ? Path.show(state.value.value.id) : '', '/$/inet/none/80');
  await turn();
});

test('the resolver of the operating system knows this machine', async (t) => {
  const addresses = await nodeResolver.resolve('localhost', new AbortController().signal);
  t.true(addresses?.some((address) => address === '127.0.0.1' || address === '::1'));
});

test('the resolver of the operating system has no address for a host that is not there', async (t) => {
  const answer = nodeResolver.resolve('no-such-host.invalid', new AbortController().signal);
  const outcome = await answer.catch((error: unknown) => NamingError.is(error, 'UNAVAILABLE'));
  t.true(outcome === undefined || outcome === true, 'says so, or cannot tell where there is no name server');
});
