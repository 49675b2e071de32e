import { appendFileSync } from 'node:fs';
import { ServiceUnavailable } from './service.ts';

/**
 * What `start` gives, or nothing where it cannot be had here. Then the reason is printed, and appended to the file named by `NAMERD_TEST_REPORT`, so that a
 * skipped backend stands in the closing summary by its name. `what` is such as `store redis`.
 */
export async function orSkip<S>(what: string, start: () => Promise<S>): Promise<S | undefined> {
  try {
    return await start();
  } catch (error) {
    if (!(error instanceof ServiceUnavailable)) throw error;
    const line = `skipped ${what}: ${error.message.split('\n')[0] ?? ''}`;
    console.log(line);
    const report = process.env['NAMERD_TEST_REPORT'];
    if (report !== undefined) appendFileSync(report, `${line}\n`);
    return undefined;
  }
}
