import { NamingError } from '@namerd/errors';
import { limits } from '../limits.ts';

/** One level further down. Throws `DEPTH_EXCEEDED` long before the stack would overflow. */
export function deeper(depth: number): number {
  if (depth >= limits.maxTreeDepth) {
    throw new NamingError('DEPTH_EXCEEDED', `name tree deeper than ${limits.maxTreeDepth} nodes`, {
      details: { maxTreeDepth: limits.maxTreeDepth },
    });
  }
  return depth + 1;
}
