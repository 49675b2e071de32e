import { once } from 'node:events';
import { startConsul, startEtcd, startKubeApiserver, startRedis, startZookeeper } from './index.ts';

const starters = {
  redis: () => startRedis(),
  zookeeper: () => startZookeeper(),
  etcd: () => startEtcd(),
  consul: () => startConsul(),
  kubernetes: () => startKubeApiserver(),
};

const names = process.argv.slice(2);
const known = Object.keys(starters);
const unknown = names.filter((name) => !known.includes(name));
if (names.length === 0 || unknown.length > 0) {
  console.error(
    `${unknown.length > 0 ? `unknown: ${unknown.join(', ')}\n` : ''}usage: node scripts/services.mjs NAME...   (${known.join(', ')})`,
  );
  process.exit(1);
}

await using stack = new AsyncDisposableStack();
for (const [name, start] of Object.entries(starters)) {
  if (!names.includes(name)) continue;
  const service = stack.use(await start());
  console.log(`${name} on ${service.host}:${service.port}`);
}
console.log('interrupt to stop');
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
