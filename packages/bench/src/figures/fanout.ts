import { ServerChild } from '../child.ts';
import type { Figure } from '../figure.ts';
import { ask, request, Watchers } from '../raw-client.ts';
import { median } from '../statistics.ts';

const count = 5000;
const edits = 9;

/** Milliseconds from each edit until the last watcher has it. */
async function measureEdits(server: ServerChild, target: string, bodyOf: (i: number) => string): Promise<number[]> {
  using watchers = await Watchers.open(server.port, request('GET', `${target}?watch=true`), count);
  const samples: number[] = [];
  for (let i = 0; i < edits; i++) {
    watchers.reset();
    const everyOne = watchers.everyOne();
    const started = performance.now();
    await Promise.all([ask(server.port, request('PUT', target, { body: bodyOf(i) })), everyOne]);
    samples.push(performance.now() - started);
  }
  return samples.slice(2);
}

/** One edit to very many watchers, against a bare node:http server that writes the same bytes to as many sockets. */
export const fanout: Figure = {
  id: 'fanout',
  what: `one dtab edit until the last of ${count} watchers has it / a bare node:http server writing the same bytes`,
  unit: 'x',
  limit: { atMost: 2 },
  async measure() {
    const target = '/api/1/dtabs/default';
    const dtab = (i: number): string => `/svc=>/srv/v${i}`;
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < 2; round++) {
      await using namerd = await ServerChild.start('namerd', { dtab: dtab(99) });
      ours.push(...(await measureEdits(namerd, target, dtab)));
      await using bare = await ServerChild.start('bare', { body: '[]\n' });
      theirs.push(...(await measureEdits(bare, target, (i) => `[{"prefix":"/svc","dst":"/srv/v${i}"}]\n`)));
    }
    return { value: median(ours) / median(theirs), detail: `${median(ours).toFixed(0)} ms / ${median(theirs).toFixed(0)} ms` };
  },
};
