import { ServerChild } from '../child.ts';
import type { Figure } from '../figure.ts';
import { ask, load, request } from '../raw-client.ts';
import { median } from '../statistics.ts';
import { mixedDtab } from '../tables.ts';

/** Reading a dtab over HTTP, against a bare node:http server that answers the same bytes. */
export const httpRead: Figure = {
  id: 'http-read',
  what: 'GET of a dtab (50 dentries), requests a second / of a bare node:http server with the same bytes',
  unit: 'x',
  limit: { atLeast: 0.6 },
  async measure() {
    const message = request('GET', '/api/1/dtabs/default');
    await using namerd = await ServerChild.start('namerd', { dtab: mixedDtab(50) });
    const body = (await ask(namerd.port, message)).split('\r\n\r\n')[1] ?? '';
    await using bare = await ServerChild.start('bare', { body });
    const options = { connections: 32, durationMs: 1500 };
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = -1; round < 5; round++) {
      const pair = [await load(namerd.port, message, options), await load(bare.port, message, options)] as const;
      if (round < 0) continue;
      ours.push(pair[0]);
      theirs.push(pair[1]);
    }
    const value = median(ours.map((rate, i) => rate / (theirs[i] ?? 1)));
    return { value, detail: `${Math.round(median(ours))}/s / ${Math.round(median(theirs))}/s, ${body.length} bytes` };
  },
};
