import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { promisify } from 'node:util';
import { ServiceUnavailable } from './service.ts';

const run = promisify(execFile);

async function exists(file: string): Promise<boolean> {
  return access(file, constants.R_OK).then(
    () => true,
    () => false,
  );
}

/** Makes sure that `file` is there, by installing the Debian package that has it if we may. Throws {@link ServiceUnavailable} with the reason. */
export async function needDebian(file: string, packages: readonly string[]): Promise<void> {
  if (await exists(file)) return;
  const names = packages.join(' ');
  if (process.getuid?.() !== 0)
    throw new ServiceUnavailable(`${file} is missing, and only root may install it (apt-get install ${names})`);
  if (!(await exists('/usr/bin/apt-get')))
    throw new ServiceUnavailable(`${file} is missing, and there is no apt-get to install ${names} with`);
  console.log(`services: installing ${names} (apt-get)`);
  try {
    // The policy keeps packages from starting their daemons; the lock timeout lets two test runs install one after the other.
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    const options = ['-o', 'DPkg::Lock::Timeout=300', '-y', '-qq'];
    await run('apt-get', ['update', ...options.slice(0, 2), '-qq'], { env });
    await run('apt-get', ['install', ...options, '--no-install-recommends', ...packages], { env, maxBuffer: 64 << 20 });
  } catch (cause) {
    throw new ServiceUnavailable(
      `apt-get could not install ${names}: ${cause instanceof Error ? cause.message.slice(0, 500) : String(cause)}`,
    );
  }
  if (!(await exists(file))) throw new ServiceUnavailable(`${names} is installed, but there is no ${file}`);
}
