/**
 * npm start: builds what is not built, runs the quickstart with the real server and says what to try. Stays in the foreground; Ctrl-C
 * ends it in order. `node scripts/start.mjs FOLDER` runs another folder of that form (namerd.yaml, default.dtab).
 */
import './require-node.mjs';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from './workspace.mjs';

const folder = resolve(process.argv[2] ?? join(root, 'examples', 'quickstart'));

console.log('building (the first time takes some seconds)');
const tsc = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'tsc.cmd' : 'tsc');
const built = spawnSync(tsc, ['-b', 'packages/server'], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
if (built.status !== 0) process.exit(built.status ?? 1);

process.chdir(folder);
mkdirSync('.data', { recursive: true }); // a store makes its file, not the folder

/** Puts default.dtab into the store, unless there is something already: what was edited stays. Resolves with what it did. */
async function seed(api) {
  const response = await fetch(`${api}/dtabs/default`, {
    method: 'POST', // create: 409 if it exists
    headers: { 'content-type': 'application/dtab' },
    body: readFileSync('default.dtab', 'utf8'),
  });
  if (response.ok) return 'The namespace "default" was made from default.dtab.';
  if (response.status === 409) return 'The namespace "default" was there already, and is as you left it.';
  throw new Error(`the namespace "default" cannot be made: ${response.status} ${await response.text()}`);
}

/** @param {import('@namerd/server').Namerd} namerd */
async function greet(namerd) {
  const http = namerd.addresses.find(({ kind }) => kind === 'io.l5d.httpController');
  if (http === undefined) throw new Error('namerd.yaml has no io.l5d.httpController');
  const api = `http://${http.host}:${http.port}/api/1`;
  const canary = '/host => /#/io.l5d.fs ; /svc/web => 9 * /host/web-v1 & 1 * /host/web-v2';
  console.log(`
namerd is at ${api}, its admin server at http://${namerd.admin.host}:${namerd.admin.port}/ready
${await seed(api)}

List the namespaces, resolve a name, and see how it binds:
  curl -s '${api}/dtabs'
  curl -s '${api}/resolve/default?path=/svc/web'
  curl -s '${api}/bind/default?path=/svc/web'

Watch the name in one terminal, and in another send a tenth of its traffic to web-v2:
  curl -sN '${api}/bind/default?path=/svc/web&watch=true'
  curl -s -X PUT -H 'Content-Type: application/dtab' --data '${canary}' '${api}/dtabs/default'

Ctrl-C ends it.
`);
}

const { run } = await import('../packages/server/dist/cli/run.js');
const status = await run(['namerd.yaml'], greet);
if (status !== 0)
  console.error('\nnamerd did not run as it should; see above. If an address is in use: does another namerd run already?');
process.exit(status);
