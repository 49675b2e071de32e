import { type Service, ServiceUnavailable, startConsul, startEtcd, startRedis, startZookeeper } from '@namerd/services';
import test, { type ExecutionContext } from 'ava';

const all: readonly { name: string; start: () => Promise<Service> }[] = [
  { name: 'redis', start: () => startRedis() },
  { name: 'zookeeper', start: () => startZookeeper() },
  { name: 'etcd', start: () => startEtcd() },
  { name: 'consul', start: () => startConsul() },
];

async function startOrSay(t: ExecutionContext, start: () => Promise<Service>): Promise<Service | undefined> {
  try {
    return await start();
  } catch (error) {
    if (!(error instanceof ServiceUnavailable)) throw error;
    t.log(`skipped: ${error.message}`);
    t.pass();
    return undefined;
  }
}

for (const { name, start } of all) {
  test.serial(`${name} starts, is killed, comes back on its port, and ends with its folder`, async (t) => {
    const service = await startOrSay(t, start);
    if (service === undefined) return;
    const { port } = service;
    await service.kill();
    await service.restart();
    t.is(service.port, port);
    service.pause();
    service.resume();
    await service.restartEmpty();
    await service[Symbol.asyncDispose]();
    await service[Symbol.asyncDispose]();
    t.pass();
  });
}
