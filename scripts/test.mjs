/**
 * npm test: everything that says whether this repository is well. Prints each step as it begins, and at the end a summary: the
 * conformance vectors (passed, deviated), the compliance suites, what was skipped and why, and the number of tests.
 */
import './require-node.mjs';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './workspace.mjs';

const folder = mkdtempSync(join(tmpdir(), 'namerd-test-'));
const report = join(folder, 'report');
writeFileSync(report, '');
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const env = { ...process.env, NAMERD_TEST_REPORT: report, FORCE_COLOR: '0', NX_TUI: 'false' };
const steps = [
  { title: 'lockfile', command: ['npm', 'ci', '--dry-run', '--no-audit', '--no-fund', '--loglevel=error'], quiet: true },
  { title: 'references', command: ['node', 'scripts/sync-references.mjs', '--check'] },
  { title: 'layers', command: ['node', 'scripts/check-layers.mjs'] },
  { title: 'build', command: ['tsc', '-b'] },
  { title: 'format and lint', command: ['biome', 'check', '--error-on-warnings'] },
  { title: 'promises', command: ['oxlint', '--type-aware', '--quiet'] },
  { title: 'dead code', command: ['knip'] },
  { title: 'packages as published', command: ['node', 'scripts/check-packages.mjs'] },
  { title: 'tests', command: ['lerna', 'run', 'test', '--concurrency=2', '--no-bail', '--stream'], counts: true },
];

const totals = { passed: 0, failed: 0, skipped: 0 };
const failedSteps = [];

/** Adds up the closing lines of AVA: `12 tests passed`, `1 test failed`, `2 tests skipped`, `1 uncaught exception`. */
function count(line) {
  const match = /(\d+) (?:known failures?|tests? (passed|failed|skipped)|uncaught exceptions?|unhandled rejections?)/.exec(line);
  if (match === null) return;
  totals[match[2] ?? 'failed'] += Number(match[1]);
}

function run({ command: [file, ...args], quiet, counts }) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const kept = [];
    for (const stream of [child.stdout, child.stderr]) {
      let rest = '';
      stream.setEncoding('utf8').on('data', (text) => {
        if (quiet) kept.push(text);
        else process.stdout.write(text);
        if (!counts) return;
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        lines.forEach(count);
      });
    }
    child.on('error', (error) => {
      console.error(String(error));
      resolve(1);
    });
    child.on('close', (code) => {
      if (quiet && code !== 0) process.stdout.write(kept.join(''));
      resolve(code ?? 1);
    });
  });
}

const only = process.argv.slice(2);
for (const step of steps) {
  if (only.length > 0 && !only.some((word) => step.title.includes(word))) continue;
  const started = performance.now();
  console.log(`\n== ${step.title}`);
  const code = await run(step);
  if (code !== 0) failedSteps.push(step.title);
  console.log(`== ${step.title}: ${code === 0 ? 'ok' : 'FAILED'} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  if (code !== 0 && step.title === 'build') break; // everything after it would only repeat the compiler
}

console.log('\n== summary');
const lines = [...new Set(readFileSync(report, 'utf8').split('\n').filter(Boolean))].sort();
for (const line of lines) console.log(line);
if (failedSteps.length > 0) console.log(`failed steps: ${failedSteps.join(', ')}`);
const failed = totals.failed + (failedSteps.length > 0 && totals.failed === 0 ? failedSteps.length : 0);
console.log(`${totals.passed} passed, ${failed} failed, ${totals.skipped} skipped`);
process.exitCode = failedSteps.length > 0 || failed > 0 ? 1 : 0;
