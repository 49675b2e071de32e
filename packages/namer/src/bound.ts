import type { Activity } from '@namerd/activity';
import { Path } from '@namerd/dtab';
import type { Addr } from './addr.ts';

/** A name resolved by a namer: which set of endpoints, and what of the name is left over. */
export interface Bound {
  /** Names the set. Looking it up again, without the namer's prefix, gives the same id. Bound names with equal id and residual are equal. */
  readonly id: Path;
  /** The labels that the namer did not use. */
  readonly residual: Path;
  /** The endpoints as they change; a function of `id` alone. Observing it starts the namer's watch. */
  readonly addr: Activity<Addr>;
}

/** Whether two bound names are the same: by id and residual, for the address is a function of the id. */
export function sameBound(a: Bound, b: Bound): boolean {
  return a === b || (Path.equals(a.id, b.id) && Path.equals(a.residual, b.residual));
}
