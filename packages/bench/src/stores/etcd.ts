import { startEtcd } from '@namerd/services';
import { etcdStore } from '@namerd/store-etcd';
import { Agent, request } from 'undici';
import { openStore, payload, type StoreBench } from './backend.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** etcd v3, against a transaction over its JSON gateway. */
export const etcdBench: StoreBench = {
  name: 'etcd',
  plugin: { package: '@namerd/store-etcd', name: 'etcdStore', config: (port) => ({ host: '127.0.0.1', port }) },
  start: () => startEtcd(),
  open: (port) => openStore(etcdStore, { host: '127.0.0.1', port }),
  async bare(port) {
    const dispatcher = new Agent({ keepAliveTimeout: 60_000 });
    const key = base64('/bare');
    let revision = 0;
    return {
      async write() {
        const body = JSON.stringify({
          compare: [{ key, target: 'MOD', result: 'EQUAL', mod_revision: String(revision) }],
          success: [{ request_put: { key, value: base64(payload) } }],
        });
        const answer = await request(`http://127.0.0.1:${port}/v3/kv/txn`, { method: 'POST', body, dispatcher });
        const result = (await answer.body.json()) as { succeeded?: boolean; header: { revision: string } };
        if (result.succeeded !== true) throw new Error('not written');
        revision = Number(result.header.revision);
      },
      async [Symbol.asyncDispose]() {
        await dispatcher.close();
      },
    };
  },
};
