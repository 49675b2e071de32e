import { setImmediate as turn } from 'node:timers/promises';
import { type Dentry, Prefix } from '@namerd/dtab';
import type { JsonObject, K8sObject } from '@namerd/k8s-client';
import { Dtab, type Namespace, NameTree, NamingError, Version } from '@namerd/plugin';

/** A dtab as Kubernetes has it. Dentries that cannot be read are a value like any other: only the namespace suffers, and the next ones are taken. */
export interface Stored {
  readonly version: Version;
  readonly uid: string | undefined;
  readonly dtab: Dtab | NamingError;
}

/** How many dentries are read before other work has its turn. */
const sliceOfDentries = 500;

/** Where the dtabs of a Kubernetes namespace are. */
export function listPath(namespace: string): string {
  return `/apis/l5d.io/v1alpha1/namespaces/${namespace}/dtabs`;
}

/** Whether Kubernetes takes this as the name of an object. A dtab namespace of another name cannot exist here. */
function isObjectName(namespace: Namespace): boolean {
  return /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(namespace);
}

/** Throws `NAMESPACE_INVALID` unless Kubernetes takes this as the name of an object. */
export function checkName(namespace: Namespace): void {
  if (isObjectName(namespace)) return;
  throw new NamingError(
    'NAMESPACE_INVALID',
    `invalid dtab namespace ${namespace}: in Kubernetes it is the name of an object, which has only lower-case letters, digits and '-', and neither begins nor ends with '-'`,
    { details: { namespace } },
  );
}

/** The object to be created. */
export function newObject(namespace: Namespace, dtab: Dtab): JsonObject {
  return { dentries: toDentries(dtab), kind: 'DTab', metadata: { name: namespace }, apiVersion: 'l5d.io/v1alpha1' };
}

/** The object with other dentries; everything that others have put there stays. */
export function replaced(object: K8sObject, dtab: Dtab): JsonObject {
  return { ...object, dentries: toDentries(dtab) };
}

function toDentries(dtab: Dtab): readonly { readonly prefix: string; readonly dst: string }[] {
  return dtab.dentries.map(({ prefix, dst }) => ({ prefix: Prefix.show(prefix), dst: NameTree.show(dst) }));
}

/** Reads an object. Takes turns with other work where it is large. */
export async function toStored(object: K8sObject): Promise<Stored> {
  const { resourceVersion, uid } = object.metadata;
  return { version: Version.ofText(resourceVersion), uid, dtab: await readDentries(object) };
}

async function readDentries(object: K8sObject): Promise<Dtab | NamingError> {
  const { dentries } = object;
  if (!Array.isArray(dentries)) {
    const hint = 'does the custom resource definition keep them?';
    return new NamingError('PARSE', `the DTab ${object.metadata.name} has no list of dentries: ${hint}`);
  }
  const read: Dentry[] = [];
  try {
    for (const [i, dentry] of dentries.entries()) {
      if (i % sliceOfDentries === sliceOfDentries - 1) await turn();
      read.push(toDentry(dentry, i));
    }
    const dtab = Dtab.of(read);
    await Dtab.prepare(dtab);
    return dtab;
  } catch (thrown) {
    return NamingError.from(thrown);
  }
}

/** Prefix and destination are read apart, as namerd does: one that says more than it should is not taken for several dentries. */
function toDentry(value: unknown, index: number): Dentry {
  const { prefix, dst } = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  if (typeof prefix === 'string' && typeof dst === 'string') return { prefix: Prefix.parse(prefix), dst: NameTree.parse(dst) };
  throw new NamingError('PARSE', `dentry ${index} has no prefix or no dst`, { details: { index } });
}
