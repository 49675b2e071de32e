import { startZookeeper } from '@namerd/services';
import { zkStore } from '@namerd/store-zk';
import zookeeper from 'node-zookeeper-client';
import { openStore, payload, type StoreBench } from './backend.ts';

/** ZooKeeper, against `setData` with a version. */
export const zookeeperBench: StoreBench = {
  name: 'zk',
  plugin: { package: '@namerd/store-zk', name: 'zkStore', config: (port) => ({ zkAddrs: [{ host: '127.0.0.1', port }] }) },
  start: () => startZookeeper(),
  open: (port) => openStore(zkStore, { zkAddrs: [{ host: '127.0.0.1', port }] }),
  async bare(port) {
    const client = zookeeper.createClient(`127.0.0.1:${port}`);
    const connected = new Promise<void>((resolve) => client.once('connected', () => resolve()));
    client.connect();
    await connected;
    const data = Buffer.from(payload);
    await new Promise<void>((resolve, reject) => client.create('/bare', data, (error) => (error ? reject(error) : resolve())));
    let version = 0;
    return {
      write: () =>
        new Promise((resolve, reject) =>
          client.setData('/bare', data, version++, (error) => (error ? reject(error) : resolve())),
        ),
      async [Symbol.asyncDispose]() {
        client.close();
      },
    };
  },
};
