import { startConsul } from '@namerd/services';
import { consulStore } from '@namerd/store-consul';
import { Agent, request } from 'undici';
import { openStore, payload, type StoreBench } from './backend.ts';

/** Consul, against a PUT with `cas` and the GET that tells the next index: without it there is no second compare-and-set. */
export const consulBench: StoreBench = {
  name: 'consul',
  plugin: { package: '@namerd/store-consul', name: 'consulStore', config: (port) => ({ host: '127.0.0.1', port }) },
  start: () => startConsul(),
  open: (port) => openStore(consulStore, { host: '127.0.0.1', port }),
  async bare(port) {
    const dispatcher = new Agent({ keepAliveTimeout: 60_000 });
    const url = `http://127.0.0.1:${port}/v1/kv/bare`;
    let index = 0;
    return {
      async write() {
        const put = await request(`${url}?cas=${index}`, { method: 'PUT', body: payload, dispatcher });
        if ((await put.body.text()).trim() !== 'true') throw new Error('not written');
        const get = await request(url, { dispatcher });
        index = ((await get.body.json()) as [{ ModifyIndex: number }])[0].ModifyIndex;
      },
      async [Symbol.asyncDispose]() {
        await dispatcher.close();
      },
    };
  },
};
