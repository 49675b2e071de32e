import type { Role } from '@namerd/plugin';

/** Kinds of namerd 1.7.5 that nothing here implements yet. Taken out one by one as they come; a plugin of that kind may be given at any time. */
const notYet: Readonly<Record<Role | 'telemeter', readonly string[]>> = {
  store: ['io.l5d.zk', 'io.l5d.etcd', 'io.l5d.consul', 'io.l5d.k8s'],
  namer: [
    'io.l5d.consul',
    'io.l5d.k8s',
    'io.l5d.k8s.external',
    'io.l5d.k8s.ns',
    'io.l5d.marathon',
    'io.l5d.serversets',
    'io.l5d.zkLeader',
    'io.l5d.dnssrv',
    'io.l5d.rancher',
    'io.l5d.curator',
    'io.l5d.k8s.istio',
  ],
  interface: ['io.l5d.thriftNameInterpreter', 'io.l5d.mesh', 'io.l5d.destination'],
  telemeter: [],
};

/** Whether namerd has this kind and this implementation does not. */
export function isNotYetSupported(role: Role | 'telemeter', kind: string): boolean {
  return notYet[role].includes(kind);
}
