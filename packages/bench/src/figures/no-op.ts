import { ServerChild } from '../child.ts';
import type { Figure } from '../figure.ts';
import { ask, request, Watchers } from '../raw-client.ts';

const count = 5000;

/** An edit that makes no difference to what is watched must not be heard of. */
export const noOp: Figure = {
  id: 'no-op',
  what: `bytes sent to ${count} bind watchers by edits that change nothing for them`,
  unit: 'bytes',
  limit: { atMost: 0 },
  async measure() {
    await using namerd = await ServerChild.start('namerd', { dtab: '/svc=>/$/inet/127.0.0.1' });
    const put = (body: string): Promise<string> => ask(namerd.port, request('PUT', '/api/1/dtabs/default', { body }));
    using watchers = await Watchers.open(namerd.port, request('GET', '/api/1/bind/default?path=/svc/8080&watch=true'), count);
    watchers.reset();
    await put('/svc=>/$/inet/127.0.0.1;/unrelated=>/a');
    await put('/unrelated=>/b;/svc=>/$/inet/127.0.0.1');
    await put('/svc=>/$/inet/127.0.0.1');
    // The next edit is heard by all: whatever came before it would have come before it on the same connection.
    const everyOne = watchers.everyOne();
    const bytes = watchers.bytes;
    await put('/svc=>/$/inet/127.0.0.2');
    await everyOne;
    const perWatcher = watchers.bytes / count;
    return { value: bytes, detail: `3 such edits; a real one then sends ${perWatcher.toFixed(0)} bytes to each` };
  },
};
