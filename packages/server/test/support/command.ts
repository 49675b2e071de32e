import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** A folder of one test, gone with it. */
export function folder(t: ExecutionContext, files: Readonly<Record<string, string>> = {}): string {
  const path = mkdtempSync(join(tmpdir(), 'namerd-server-'));
  t.teardown(() => rmSync(path, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

/** The `namerd` command, running. */
export interface Command {
  readonly child: ChildProcess;
  /** What it has written so far. */
  readonly output: { stdout: string; stderr: string };
  /** Its exit status, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** Waits until stderr matches. */
  logged(pattern: RegExp): Promise<RegExpExecArray>;
}

/** Runs `namerd` in a folder. What still runs when the test ends is killed. */
export function command(t: ExecutionContext, cwd: string, args: readonly string[], input?: string): Command {
  const child = spawn(process.execPath, ['--conditions=@namerd/source', main, ...args], {
    cwd,
    env: { ...process.env, TZ: 'UTC' },
  });
  t.teardown(() => child.kill('SIGKILL'));
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
    });
  }
  child.stdin.end(input ?? '');
  const ended = once(child, 'close').then(([code, signal]): number | NodeJS.Signals => code ?? signal);
  return { child, output, ended, logged: (pattern) => untilLogged(child, output, pattern) };
}

/** Runs `namerd` to its end. */
export async function run(
  t: ExecutionContext,
  cwd: string,
  args: readonly string[],
  input?: string,
): Promise<{ readonly status: number | NodeJS.Signals; readonly stdout: string; readonly stderr: string }> {
  const { ended, output } = command(t, cwd, args, input);
  return { status: await ended, ...output };
}

async function untilLogged(child: ChildProcess, output: { stderr: string }, pattern: RegExp): Promise<RegExpExecArray> {
  for (;;) {
    const match = pattern.exec(output.stderr);
    if (match !== null) return match;
    if (child.exitCode !== null) throw new Error(`ended without writing ${pattern}: ${output.stderr}`);
    await Promise.race([once(child.stderr ?? child, 'data'), once(child, 'close')]);
  }
}
