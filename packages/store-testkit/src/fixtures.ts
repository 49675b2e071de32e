import assert from 'node:assert/strict';
import { Dtab } from '@namerd/dtab';
import { Namespace, Version, type VersionedDtab } from '@namerd/store';

/** Names that any backend can have. */
export const names: { readonly web: Namespace; readonly api: Namespace } = {
  web: Namespace.parse('web'),
  api: Namespace.parse('api'),
};

/** A name that sorts before those, and that a backend could confuse with them. */
export const oddName: Namespace = Namespace.parse('Web-2_b');

/** Small dtabs, no two of them equal. */
export const dtabs: { readonly a: Dtab; readonly b: Dtab; readonly c: Dtab } = {
  a: Dtab.parse('/svc => /a'),
  b: Dtab.parse('/svc => /b'),
  c: Dtab.parse('/svc => /c'),
};

/** The dtab that differs by `n` from all others of its kind. */
export function numbered(n: number): Dtab {
  return Dtab.parse(`/svc => /n${n}`);
}

/** Versions that no store has given out for a namespace. */
export const foreignVersions: readonly Version[] = [
  Version.ofText('a version of nobody'),
  Version.ofBytes(new Uint8Array(0)),
  Version.ofText('-1'),
  Version.ofBytes(new Uint8Array(64).fill(255)),
];

/** Fails unless this is what was written. */
export function assertIs(found: VersionedDtab | undefined, dtab: Dtab, version?: Version): asserts found is VersionedDtab {
  assert.ok(found !== undefined, 'the namespace does not exist');
  assert.equal(Dtab.show(found.dtab), Dtab.show(dtab));
  assert.ok(Dtab.equals(found.dtab, dtab), `${Dtab.show(found.dtab)} is not the dtab that was written`);
  if (version !== undefined) assert.equal(found.version, version, 'the version observed is not the one that the write gave');
}
