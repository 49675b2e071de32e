import { VirtualClock } from '@namerd/activity';
import { K8sClient, type K8sEvent } from '@namerd/k8s-client';
import test from 'ava';
import { type Handler, json, TestServer } from './server.ts';

const event = (type: string, name: string, resourceVersion: string) => ({
  type,
  object: { metadata: { name, resourceVersion } },
});
const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

/** Watches until the end; `told` are the events in short. */
async function watched(handler: Handler): Promise<{ end: unknown; told: readonly string[]; url: string }> {
  let url = '';
  await using server = await TestServer.start((request, response) => {
    url = request.url ?? '';
    handler(request, response);
  });
  await using client = new K8sClient({ access: { server: server.url } });
  const told: string[] = [];
  const onEvent = (e: K8sEvent): void => {
    told.push(e.type === 'BOOKMARK' ? `BOOKMARK ${e.resourceVersion}` : `${e.type} ${e.object.metadata.name}`);
  };
  const { signal } = new AbortController();
  const end = await client
    .watch('/x', { resourceVersion: '42', timeoutSeconds: 300, onEvent, signal })
    .catch((error: unknown) => error);
  return { end, told, url };
}

test('events and bookmarks are told in order until the server closes the watch', async (t) => {
  const { end, told, url } = await watched((_, response) => {
    const bookmark = { type: 'BOOKMARK', object: { kind: 'DTab', metadata: { resourceVersion: '50' } } };
    response.end(
      [event('ADDED', 'a', '43'), event('MODIFIED', 'a', '44'), bookmark, event('DELETED', 'a', '51')].map(line).join(''),
    );
  });
  t.is(end, 'closed');
  t.deepEqual(told, ['ADDED a', 'MODIFIED a', 'BOOKMARK 50', 'DELETED a']);
  t.is(url, '/x?watch=true&resourceVersion=42&allowWatchBookmarks=true&timeoutSeconds=300');
});

test('410 as status and 410 or Expired in an event with status 200 all mean that the version is expired', async (t) => {
  const asStatus = await watched((_, response) => json(response, 410, { kind: 'Status', code: 410 }));
  t.is(asStatus.end, 'expired');
  for (const object of [
    { code: 410 },
    { reason: 'Expired' },
    { code: 410, reason: 'Gone', message: 'too old resource version' },
  ]) {
    const asEvent = await watched((_, response) => response.write(line({ type: 'ERROR', object })));
    t.is(asEvent.end, 'expired');
  }
});

test('404 means that there is no such resource', async (t) => {
  const { end } = await watched((_, response) => json(response, 404, {}));
  t.is(end, 'notFound');
});

for (const [title, code, answer] of [
  ['an ERROR event of 500', 'UNAVAILABLE', line({ type: 'ERROR', object: { code: 500, message: 'etcd is gone' } })],
  ['an ERROR event without a code', 'UNAVAILABLE', line({ type: 'ERROR', object: {} })],
  ['an ERROR event of 403', 'FORBIDDEN', line({ type: 'ERROR', object: { code: 403 } })],
  ['an event of unknown type', 'PROTOCOL', line({ type: 'SURPRISE', object: {} })],
  ['an object without metadata', 'PROTOCOL', line({ type: 'ADDED', object: {} })],
  ['a bookmark without version', 'PROTOCOL', line({ type: 'BOOKMARK', object: {} })],
  ['what is not JSON', 'PROTOCOL', '<html>'],
] as const) {
  test(`${title} ends the watch with ${code}, and what came before counts`, async (t) => {
    const { end, told } = await watched((_, response) => response.write(line(event('ADDED', 'a', '43')) + answer));
    t.like(end, { code });
    t.deepEqual(told, ['ADDED a']);
  });
}

for (const [code, expected] of [
  [401, 'FORBIDDEN'],
  [429, 'UNAVAILABLE'],
  [503, 'UNAVAILABLE'],
  [400, 'PROTOCOL'],
] as const) {
  test(`a watch answered with ${code} is ${expected}`, async (t) => {
    const { end } = await watched((_, response) => json(response, code, { code }));
    t.like(end, { code: expected });
  });
}

test('a connection that breaks is UNAVAILABLE, not an orderly end', async (t) => {
  const { end } = await watched((_, response) => {
    response.write(line(event('ADDED', 'a', '43')), () => response.destroy());
  });
  t.like(end, { code: 'UNAVAILABLE' });
});

test('an incomplete event at the end is no event', async (t) => {
  const { end, told } = await watched((_, response) => response.end(`${line(event('ADDED', 'a', '43'))}{"type":"MOD`));
  t.is(end, 'closed');
  t.deepEqual(told, ['ADDED a']);
});

test('a watch that stays open long after the time agreed is dead', async (t) => {
  const clock = new VirtualClock();
  await using server = await TestServer.start((_, response) => response.writeHead(200).flushHeaders());
  await using client = new K8sClient({ access: { server: server.url }, clock });
  const { signal } = new AbortController();
  const end = client
    .watch('/x', { resourceVersion: '1', timeoutSeconds: 300, onEvent: () => undefined, signal })
    .catch((error: unknown) => error);
  await clock.advance(311_000);
  t.like(await end, { code: 'TIMEOUT' });
});

test('the time asked for is spread between five and ten minutes', async (t) => {
  const asked: string[] = [];
  await using server = await TestServer.start((request, response) => {
    asked.push(new URLSearchParams(request.url?.split('?')[1]).get('timeoutSeconds') ?? '');
    response.end();
  });
  const { signal } = new AbortController();
  for (const random of [0, 0.999]) {
    await using client = new K8sClient({ access: { server: server.url }, random: () => random });
    await client.watch('/x', { resourceVersion: '1', onEvent: () => undefined, signal });
  }
  t.deepEqual(asked, ['300', '600']);
});

test('aborting ends the watch and its connection; an event waits for the one before it', async (t) => {
  const closed = Promise.withResolvers<void>();
  await using server = await TestServer.start((_, response) => {
    response.on('close', () => closed.resolve());
    response.write(line(event('ADDED', 'a', '1')) + line(event('ADDED', 'b', '2')));
  });
  await using client = new K8sClient({ access: { server: server.url } });
  const controller = new AbortController();
  const told: string[] = [];
  const onEvent = async (e: K8sEvent): Promise<void> => {
    told.push(e.type);
    await Promise.resolve();
    controller.abort();
  };
  await t.throwsAsync(client.watch('/x', { resourceVersion: '1', onEvent, signal: controller.signal }), { code: 'ABORTED' });
  await closed.promise;
  t.deepEqual(told, ['ADDED']);
});
