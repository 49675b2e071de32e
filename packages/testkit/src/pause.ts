import { AssertionError } from 'node:assert';
import { systemClock } from '@namerd/activity';

/** A moment before asking again what cannot be awaited. */
export function pause(ms = 5): Promise<void> {
  return new Promise((resolve) => void systemClock.setTimeout(resolve, ms));
}

/** Asks again and again until the number is the expected one, for who cannot be told; fails after the bound. `what` names the thing that is counted. */
export async function eventually(
  expected: number,
  what: string,
  options: { readonly boundMs: number; count(): number | Promise<number> },
): Promise<void> {
  const deadline = systemClock.now() + options.boundMs;
  for (;;) {
    const seen = await options.count();
    if (seen === expected) return;
    if (systemClock.now() > deadline) throw new AssertionError({ message: `expected ${expected} ${what}, there are ${seen}` });
    await pause();
  }
}
