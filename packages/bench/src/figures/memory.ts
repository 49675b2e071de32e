import { ServerChild } from '../child.ts';
import type { Figure } from '../figure.ts';
import { request, Watchers } from '../raw-client.ts';

const count = 5000;

async function bytesPerWatcher(server: ServerChild, target: string): Promise<{ heap: number; rss: number }> {
  const before = await server.memory();
  using _watchers = await Watchers.open(server.port, request('GET', target), count);
  const after = await server.memory();
  return { heap: (after.heap - before.heap) / count, rss: (after.rss - before.rss) / count };
}

/** What a watcher costs beyond its socket. */
export const memory: Figure = {
  id: 'memory',
  what: `bytes of an idle HTTP watcher (of ${count}), minus those of a bare node:http response`,
  unit: 'bytes',
  limit: { atMost: 4096 },
  async measure() {
    await using namerd = await ServerChild.start('namerd', { dtab: '/svc=>/$/inet/127.0.0.1' });
    const ours = await bytesPerWatcher(namerd, '/api/1/bind/default?path=/svc/8080&watch=true');
    await using bare = await ServerChild.start('bare', { body: '{}\n' });
    const theirs = await bytesPerWatcher(bare, '/?watch=true');
    const kb = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`;
    return {
      value: ours.heap - theirs.heap,
      detail: `heap ${kb(ours.heap)} / ${kb(theirs.heap)}; rss ${kb(ours.rss)} / ${kb(theirs.rss)}`,
    };
  },
};
