import type { Role } from '@namerd/plugin';

/** The kinds of namerd 1.7.5, and of linkerd's namers that could be added to it. */
const namerdKinds: Readonly<Record<Role | 'telemeter', readonly string[]>> = {
  store: ['io.l5d.inMemory', 'io.l5d.zk', 'io.l5d.etcd', 'io.l5d.consul', 'io.l5d.k8s'],
  namer: [
    'io.l5d.fs',
    'io.l5d.consul',
    'io.l5d.k8s',
    'io.l5d.k8s.external',
    'io.l5d.k8s.ns',
    'io.l5d.k8s.istio',
    'io.l5d.marathon',
    'io.l5d.serversets',
    'io.l5d.zkLeader',
    'io.l5d.curator',
    'io.l5d.dnssrv',
    'io.l5d.rancher',
    'io.l5d.rewrite',
  ],
  interface: ['io.l5d.thriftNameInterpreter', 'io.l5d.httpController', 'io.l5d.mesh', 'io.l5d.destination'],
  telemeter: [],
};

/** Whether namerd has this kind: where it is not among the plugins, it is no slip, but something that is missing here. */
export function isNamerdKind(role: Role | 'telemeter', kind: string): boolean {
  return namerdKinds[role].includes(kind);
}
