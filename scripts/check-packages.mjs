/** Checks each published package as npm would pack it: publint (the manifest) and attw (what TypeScript users resolve). */
import './require-node.mjs';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packages } from './workspace.mjs';

const run = promisify(execFile);
const published = packages().filter((p) => p.manifest.private !== true);
const problems = [];

for (const p of published) {
  for (const file of ['README.md', 'dist/index.js', 'dist/index.d.ts']) {
    if (!existsSync(join(p.dir, file))) problems.push(`${p.name}: ${file} is missing`);
  }
}

async function check(p) {
  for (const [file, ...args] of [
    ['publint', '--strict', '--pack', 'npm'],
    ['attw', '--pack', '.', '--profile', 'esm-only', '--quiet'],
  ]) {
    try {
      await run(file, args, { cwd: p.dir });
    } catch (error) {
      problems.push(`${p.name}: ${file}\n${error.stdout}${error.stderr}`);
    }
  }
}

const queue = [...published];
await Promise.all(
  [1, 2].map(async () => {
    for (let p = queue.shift(); p !== undefined; p = queue.shift()) await check(p);
  }),
);

if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exitCode = 1;
} else {
  console.log(`packages: ok (${published.length} published)`);
}
