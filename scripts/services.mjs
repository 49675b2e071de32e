/** Starts one of the real backends by hand, on loopback, until it is interrupted: `node scripts/services.mjs redis`. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './workspace.mjs';

const child = spawn(
  join(root, 'node_modules', '.bin', 'node'),
  ['--conditions=@namerd/source', join(root, 'packages/services/src/main.ts'), ...process.argv.slice(2)],
  {
    stdio: 'inherit',
  },
);
process.on('SIGINT', () => undefined); // the child gets it as well, and ends us
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code) => process.exit(code ?? 1));
