import { Dtab } from '@namerd/dtab';
import { ServerChild } from '../child.ts';
import type { Figure } from '../figure.ts';
import { ask, request } from '../raw-client.ts';
import { median, time } from '../statistics.ts';
import { mixedDtab } from '../tables.ts';

const size = 200_000;

/** A very large dtab: parsed at once, and written through the HTTP API without blocking others. */
export const parse200k: Figure = {
  id: 'parse-200k',
  what: `parse ${size} dentries`,
  unit: 'ms',
  limit: { atMost: 1500 },
  async measure() {
    const text = mixedDtab(size);
    const samples = [1, 2, 3].map(() => time(() => Dtab.parse(text)));
    const blocked = await blockedBy(text);
    return {
      value: median(samples),
      detail: `over HTTP the event loop is blocked ${blocked.toFixed(0)} ms at most (see parse-block)`,
    };
  },
};

/** How long the server's event loop is blocked at most while such a dtab is written. */
export const parseBlock: Figure = {
  id: 'parse-block',
  what: `longest block of the event loop by a PUT of ${size} dentries`,
  unit: 'ms',
  limit: { atMost: 100 },
  async measure() {
    return { value: await blockedBy(mixedDtab(size)), detail: 'in the server, over PUT, GET and one bind' };
  },
};

async function blockedBy(text: string): Promise<number> {
  await using namerd = await ServerChild.start('namerd');
  await namerd.ask('blocked');
  const put = await ask(namerd.port, request('PUT', '/api/1/dtabs/default', { body: text }));
  if (!put.startsWith('HTTP/1.1 204')) throw new Error(`PUT answered ${put.slice(0, 200)}`);
  await ask(namerd.port, request('GET', '/api/1/dtabs/default'));
  await ask(namerd.port, request('GET', '/api/1/bind/default?path=/svc/name-17'));
  return (await namerd.ask<{ maxMs: number }>('blocked')).maxMs;
}
