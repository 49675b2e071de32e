/**
 * Installs what the lockfile says, if that has not been done yet. Runs on whatever Node the machine has (20 or newer) and needs
 * nothing installed; everything after it runs on the Node that is a devDependency of this repository.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampFile = join(root, 'node_modules', '.namerd-setup');
export const nodeFile = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');

const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

function isDone() {
  return existsSync(nodeFile) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted;
}

/** Installs, and says so; ends the process if that fails. */
export function setUp() {
  if (isDone()) return;
  console.log('setup: installing dependencies (npm ci); this takes about a minute the first time');
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) {
    console.error('setup: npm ci failed; see above. Is the npm registry reachable?');
    process.exit(result.status ?? 1);
  }
  if (!existsSync(nodeFile)) {
    console.error('setup: the devDependency "node" was not installed. Are install scripts switched off (--ignore-scripts)?');
    process.exit(1);
  }
  writeFileSync(stampFile, wanted);
}
