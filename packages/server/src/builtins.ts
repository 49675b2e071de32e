import type { LazyPlugin } from './plugins/catalogue.ts';

/** All plugins that come with namerd. The only list of them; each is imported when a configuration uses it. */
export const builtins: readonly LazyPlugin[] = [
  { role: 'store', kind: 'io.l5d.inMemory', load: async () => (await import('@namerd/store-memory')).memoryStore },
  { role: 'store', kind: 'io.namerd.sqlite', load: async () => (await import('@namerd/store-sqlite')).sqliteStore },
  { role: 'store', kind: 'io.namerd.redis', load: async () => (await import('@namerd/store-redis')).redisStore },
  { role: 'store', kind: 'io.l5d.zk', load: async () => (await import('@namerd/store-zk')).zkStore },
  { role: 'store', kind: 'io.l5d.consul', load: async () => (await import('@namerd/store-consul')).consulStore },
  { role: 'store', kind: 'io.l5d.etcd', load: async () => (await import('@namerd/store-etcd')).etcdStore },
  { role: 'store', kind: 'io.l5d.k8s', load: async () => (await import('@namerd/store-k8s')).k8sStore },
  { role: 'namer', kind: 'io.l5d.fs', load: async () => (await import('@namerd/namer-fs')).fsNamer },
  { role: 'namer', kind: 'io.l5d.rewrite', load: async () => (await import('@namerd/namer-rewrite')).rewriteNamer },
  { role: 'interface', kind: 'io.l5d.httpController', load: async () => (await import('@namerd/http')).httpController },
];
