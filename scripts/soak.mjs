/** npm run soak -- --store redis --seeds 200 [--from 1]: the fault schedules of one store (or, without --store, of each), many seeds of them. */
import './require-node.mjs';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packages } from './workspace.mjs';

const { values } = parseArgs({
  options: {
    store: { type: 'string' },
    seeds: { type: 'string', default: '50' },
    from: { type: 'string', default: '1' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const candidates = packages().filter((p) => p.short.startsWith('store-') && existsSync(join(p.dir, 'test', 'faults.test.ts')));
const chosen = candidates.filter((p) => values.store === undefined || p.short === `store-${values.store}`);
const first = Number(values.from);
const count = Number(values.seeds);
if (values.help || chosen.length === 0 || !(count >= 1) || !(first >= 1)) {
  const names = candidates.map((p) => p.short.slice('store-'.length)).join(', ');
  console.error(`usage: npm run soak -- [--store NAME] [--seeds COUNT] [--from SEED]   (stores: ${names})`);
  process.exit(values.help ? 0 : 1);
}
let failed = false;
for (const p of chosen) {
  const seeds = `${first}-${first + count - 1}`;
  console.log(`soak: ${p.short}, seeds ${seeds}`);
  const env = { ...process.env, NAMERD_FAULT_SEEDS: seeds };
  const { status } = spawnSync('ava', ['--timeout=24h', 'test/faults.test.ts'], { cwd: p.dir, stdio: 'inherit', env });
  failed ||= status !== 0;
}
process.exitCode = failed ? 1 : 0;
