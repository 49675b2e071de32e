import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ServiceUnavailable } from './service.ts';

/** Where fetched and built backends are kept between runs, outside the repository. */
export function cacheFolder(): string {
  return process.env['NAMERD_TEST_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'namerd-test');
}

/** Whether {@link cached} has this already. */
export async function isCached(name: string): Promise<boolean> {
  return access(join(cacheFolder(), name)).then(
    () => true,
    () => false,
  );
}

/**
 * The folder of something that is costly to obtain. If it is not there, `obtain` makes it in `result` below a working folder; it is moved into place in one
 * step, so that an interrupted run leaves nothing half done and two runs at once do no harm. Throws {@link ServiceUnavailable}.
 */
export async function cached(name: string, announcement: string, obtain: (workDir: string) => Promise<void>): Promise<string> {
  const folder = join(cacheFolder(), name);
  if (await isCached(name)) return folder;
  console.log(`services: ${announcement}`);
  await mkdir(cacheFolder(), { recursive: true });
  const work = await mkdtemp(join(cacheFolder(), 'obtain-'));
  try {
    await obtain(work);
    await rename(join(work, 'result'), folder);
  } catch (error) {
    if (await isCached(name)) return folder; // another run was quicker
    throw new ServiceUnavailable(
      `${name} could not be obtained: ${error instanceof Error ? error.message.slice(0, 800) : String(error)}`,
    );
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return folder;
}
