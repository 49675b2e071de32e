/**
 * node scripts/with-setup.mjs SCRIPT [ARGUMENT...]: installs what is missing, then runs the script on the repository's own Node, in the foreground.
 * Runs itself on any Node from 20 on. One process for npm to start, so that an interrupt reaches the script alone and its exit status is npm's.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { nodeFile, root, setUp } from './setup.mjs';

setUp();
const [script, ...args] = process.argv.slice(2);
const bin = join(root, 'node_modules', '.bin');
const env = { ...process.env, PATH: `${bin}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH ?? ''}` };
const child = spawn(nodeFile, [join(root, 'scripts', `${script}.mjs`), ...args], { stdio: 'inherit', env });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  // An interrupt typed at the terminal reaches the child by itself; the others are for us alone.
  process.on(signal, () => signal !== 'SIGINT' && child.kill(signal));
}
child.on('exit', (code) => process.exit(code ?? 1));
