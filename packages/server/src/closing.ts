import { type Clock, NamingError } from '@namerd/plugin';

/** Something that was opened. */
export interface Opened {
  /** As an operator would call it. */
  readonly what: string;
  close(): Promise<void>;
}

/** What whoever comes late in a shutdown gets at least, in milliseconds, when the grace is used up. */
const minimumMs = 1000;

/**
 * Closes the groups one after another, and within a group all at the same time. What does not close in time is given up, so that the rest
 * is closed all the same. Rejects, when everything is done, with an `AggregateError` of all failures (`TIMEOUT` for what was given up).
 *
 * @param options.graceMs For everything together.
 */
export async function closeInOrder(
  groups: readonly (readonly Opened[])[],
  options: { readonly clock: Clock; readonly graceMs: number },
): Promise<void> {
  const { clock, graceMs } = options;
  const deadline = clock.now() + graceMs;
  const failures: NamingError[] = [];
  for (const group of groups) {
    const leftMs = Math.max(deadline - clock.now(), Math.min(minimumMs, graceMs));
    const results = await Promise.allSettled(group.map((opened) => closeInTime(opened, leftMs, clock)));
    for (const result of results) if (result.status === 'rejected') failures.push(NamingError.from(result.reason));
  }
  if (failures.length > 0) throw new AggregateError(failures, failures.map(({ message }) => message).join('\n'));
}

async function closeInTime(opened: Opened, ms: number, clock: Clock): Promise<void> {
  const late = Promise.withResolvers<never>();
  using _timer = clock.setTimeout(() => {
    late.reject(new NamingError('TIMEOUT', `${opened.what} did not close within ${ms} ms`));
  }, ms);
  try {
    await Promise.race([opened.close(), late.promise]);
  } catch (thrown) {
    const error = NamingError.from(thrown);
    if (error.code === 'TIMEOUT') throw error;
    throw new NamingError(error.code, `${opened.what}: ${error.message}`, { cause: error });
  }
}
