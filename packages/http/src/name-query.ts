import { Dtab, Path } from '@namerd/dtab';

/** A name to bind: by the dtab of a namespace followed by the dtab of the request. */
export interface NameQuery {
  /** Anything: one that does not exist, or cannot, is as good as an empty one. */
  readonly namespace: string;
  readonly dtab: Dtab;
  readonly path: Path;
}

/** The identity of a query, readable. */
export function queryName({ namespace, dtab, path }: NameQuery): string {
  const name = `${JSON.stringify(namespace)} ${Path.show(path)}`;
  return dtab.dentries.length === 0 ? name : `${name} ${Dtab.show(dtab)}`;
}
