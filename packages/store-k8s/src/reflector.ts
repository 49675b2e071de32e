import type { K8sClient, K8sEvent, K8sObject } from '@namerd/k8s-client';
import { type Activity, NamingError, type PluginContext, stream, Version } from '@namerd/plugin';
import { type Stored, toStored } from './resource.ts';

/** All dtabs of a Kubernetes namespace at one moment of its history. */
export interface Dtabs {
  /** Of the last version seen. Versions are opaque, but those of the real API server count; where they do not, this is 0. */
  readonly order: bigint;
  readonly byName: ReadonlyMap<string, Stored>;
}

/** Options of {@link reflect}. */
export interface ReflectOptions {
  readonly client: K8sClient;
  readonly path: string;
  readonly context: PluginContext;
  readonly timeoutMs: number;
  readonly resyncMs: number;
}

/** The place of a version in the history, as far as it has one. */
export function orderOf(resourceVersion: string): bigint {
  return /^\d{1,20}$/.test(resourceVersion) ? BigInt(resourceVersion) : 0n;
}

/** One list and one watch for all dtabs, while anybody observes any of them. */
export function reflect(options: ReflectOptions): Activity<Dtabs> {
  const { client, path, context, timeoutMs, resyncMs } = options;
  /** What was read last: an object that has not changed need not be read again. */
  let held: ReadonlyMap<string, Stored> = new Map();
  return stream<Dtabs, string>({
    context,
    name: `k8s ${path}`,
    equals: (a, b) => sameDtabs(a.byName, b.byName),
    orderOf: ({ order }) => order,
    timeoutMs: timeoutMs * 4, // a list may have several pages
    livenessMs: 0, // a watch may be silent for minutes; that it is alive is shown by reading everything now and then
    resyncMs,
    backoff: { minMs: 50, maxMs: 5_000 },
    list: async (signal) => {
      const list = await client.list(path, { signal });
      if (list === undefined) throw notInstalled(path);
      held = await readAll(list.items, held);
      return { value: { order: orderOf(list.resourceVersion), byName: held }, cursor: list.resourceVersion };
    },
    follow: async (resourceVersion, follower, signal) => {
      const onEvent = async (event: K8sEvent): Promise<void> => {
        const change = await toChange(event);
        follower.update((dtabs) => change(dtabs));
      };
      await client.watch(path, { resourceVersion, onEvent, signal }); // however it ends, everything is listed anew
    },
  });
}

/** What operators are told when the API server knows nothing of dtabs. */
export function notInstalled(path: string, said = ''): NamingError {
  const message = `Kubernetes has no ${path}${said === '' ? '' : ` (${said})`}: is the custom resource dtabs.l5d.io installed (manifests/dtab-crd.yaml)?`;
  return new NamingError('UNAVAILABLE', message, { details: { path } });
}

async function readAll(items: readonly K8sObject[], held: ReadonlyMap<string, Stored>): Promise<ReadonlyMap<string, Stored>> {
  const byName = new Map<string, Stored>();
  for (const item of items) {
    const { name, resourceVersion } = item.metadata;
    const known = held.get(name);
    byName.set(name, known?.version === Version.ofText(resourceVersion) ? known : await toStored(item));
  }
  return byName;
}

/** An event that is older than what is held goes back in the history: the engine drops it, and reads everything. */
async function toChange(event: K8sEvent): Promise<(dtabs: Dtabs) => Dtabs> {
  if (event.type === 'BOOKMARK') {
    const order = orderOf(event.resourceVersion);
    return ({ byName }) => ({ order, byName });
  }
  const { name, resourceVersion } = event.object.metadata;
  const stored = event.type === 'DELETED' ? undefined : await toStored(event.object);
  const order = orderOf(resourceVersion);
  return (dtabs) => {
    const byName = new Map(dtabs.byName);
    if (stored === undefined) byName.delete(name);
    else byName.set(name, stored);
    return { order, byName };
  };
}

function sameDtabs(a: ReadonlyMap<string, Stored>, b: ReadonlyMap<string, Stored>): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const [name, stored] of a) if (b.get(name)?.version !== stored.version) return false;
  return true;
}
