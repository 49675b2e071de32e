import { NamingError } from '@namerd/errors';

/** How much work one binding, or one explanation, may make. Beyond a limit it fails with `DEPTH_EXCEEDED`. */
export interface BindLimits {
  /** How many lookups may follow one another, 0 to 1,000. Default 100. */
  readonly maxDepth: number;
  /** How many different lookups it may need in all, at least 1. Default 1,000. */
  readonly maxLookups: number;
  /** How many nodes the result may have, at least 1. Default 10,000. */
  readonly maxTreeSize: number;
}

/** The default limits. */
export const bindLimits: BindLimits = { maxDepth: 100, maxLookups: 1_000, maxTreeSize: 10_000 };

/** The defaults with these changes. Throws a `TypeError` on a limit out of range. */
export function limitsOf(changes: Partial<BindLimits>): BindLimits {
  const limits = { ...bindLimits, ...changes };
  check('maxDepth', limits.maxDepth, 0, 1_000);
  check('maxLookups', limits.maxLookups, 1, 1_000_000);
  check('maxTreeSize', limits.maxTreeSize, 1, 1_000_000);
  return limits;
}

function check(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new TypeError(`${name} must be an integer from ${least} to ${most}, not ${value}`);
}

/** Whether names led on and on, rather than wide: the failure of the branch that does, and none of its siblings'. */
export function isTooDeep(error: Error): boolean {
  return limitOf(error) === 'maxDepth';
}

/** Whether there was too much of everything: the failure of the whole. A union without the branches beyond the limit would be a lie. */
export function isTooMuch(error: Error): boolean {
  const limit = limitOf(error);
  return limit === 'maxLookups' || limit === 'maxTreeSize';
}

/** Which limit an error speaks of, if it is one of these. */
export function limitOf(error: Error): unknown {
  return NamingError.is(error, 'DEPTH_EXCEEDED') ? error.details['limit'] : undefined;
}

/** The error of a binding that went beyond a limit. */
export function exceeded(limit: keyof BindLimits, message: string): NamingError {
  return new NamingError('DEPTH_EXCEEDED', message, { details: { limit: limit } });
}
