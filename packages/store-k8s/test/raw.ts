import { NameTree, Prefix } from '@namerd/dtab';
import { Dtab, type Namespace } from '@namerd/plugin';

/** An object whose dentries say this. What is no dtab becomes a destination that cannot be read. */
export function rawObject(namespace: Namespace, bytes: Uint8Array): Record<string, unknown> {
  return {
    dentries: dentriesOf(Buffer.from(bytes).toString('latin1')),
    kind: 'DTab',
    metadata: { name: namespace },
    apiVersion: 'l5d.io/v1alpha1',
  };
}

function dentriesOf(text: string): unknown {
  try {
    return Dtab.parse(text).dentries.map(({ prefix, dst }) => ({ prefix: Prefix.show(prefix), dst: NameTree.show(dst) }));
  } catch {
    return [{ prefix: '/svc', dst: text }];
  }
}
