import { type HttpResponse, same, send } from './http-client.ts';
import { type AddrVector, HttpFixture } from './http-fixture.ts';

/** The cases that are told as a story of a client: what the client would see on the wire. */
export async function runStory(id: string): Promise<void> {
  await using fixture = new HttpFixture({ namers: [{ prefix: '/io.l5d.w00t', lookup: 'emit' }] });
  const port = await fixture.listen();
  const get = (target: string): Promise<HttpResponse> => send(port, { method: 'GET', target, headers: {} });
  const bind = await get('/api/1/bind/testns?path=%2Fsvc%2Fwoop&dtab=%2Fsvc%3D%3E%2Fio.l5d.w00t&watch=1');
  const addr = await get('/api/1/addr/testns?path=%2Fio.l5d.w00t%2Fwoop&watch=1');
  await (id === 'e2e-last-good' ? lastGood : resurrection)(fixture, bind, addr);
  bind.close();
  addr.close();
}

async function lastGood(fixture: HttpFixture, bind: HttpResponse, addr: HttpResponse): Promise<void> {
  fixture.emitLookup(leaf(at(9000)));
  await leafSeen(bind);
  await portsSeen(addr, [9000]);
  fixture.emitLookupError('bind failure');
  same(
    'after the failure',
    [await bind.chunk(100), bind.isOver, await addr.chunk(100), addr.isOver],
    [undefined, false, undefined, false],
  );
}

async function resurrection(fixture: HttpFixture, bind: HttpResponse, addr: HttpResponse): Promise<void> {
  same('before anything is known', await bind.chunk(100), undefined);
  for (const ports of [
    [4321, 5432],
    [5432, 6543],
  ]) {
    fixture.emitLookup(leaf(at()));
    await leafSeen(bind);
    await portsSeen(addr, []);
    for (const port of ports) {
      fixture.emitAddr(at(port));
      await portsSeen(addr, [port]);
    }
    fixture.emitLookup('neg');
    same('tree', await bind.chunk(1500), '{"type":"neg"}\n');
    same('addr', await addr.chunk(1500), '{"type":"neg"}\n');
  }
}

function leaf(addr: AddrVector): Parameters<HttpFixture['emitLookup']>[0] {
  return { leaf: { id: '/io.l5d.w00t/woop', residual: '/', addr } };
}

function at(...ports: number[]): AddrVector {
  return { bound: ports.map((port) => ({ ip: '127.0.0.1', port, meta: {} })), meta: { authority: 'acme.co' } };
}

async function leafSeen(bind: HttpResponse): Promise<void> {
  const tree = JSON.parse((await bind.chunk(1500)) ?? 'null');
  same('tree', [tree?.type, tree?.bound?.id], ['leaf', '/io.l5d.w00t/woop']);
}

async function portsSeen(addr: HttpResponse, ports: readonly number[]): Promise<void> {
  const { addrs, meta } = JSON.parse((await addr.chunk(1500)) ?? 'null');
  same('addr', [addrs.map(({ port }: { port: number }) => port), meta], [ports, { authority: 'acme.co' }]);
}
