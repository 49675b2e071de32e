/**
 * npm run new-adapter NAME: writes a package for a namer or a store that builds and passes its compliance suite as it is, from the files in
 * scripts/templates. The places to fill in are marked FILL IN.
 */
import './require-node.mjs';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { levelOf, testkits } from './layers.mjs';
import { manifestOf, putNew } from './new-package.mjs';
import { packages, root, scope } from './workspace.mjs';

const usage = `usage: npm run new-adapter NAME

  NAME         namer-x or store-x: lower-case words joined by hyphens, such as namer-eureka or store-dynamo

  --into DIR   write DIR/NAME, and leave this repository as it is
  --help       show this`;

const roles = {
  namer: { testkit: 'namer-testkit', description: (/** @type {string} */ x) => `Namer over ${x} (io.namerd.${x})` },
  store: { testkit: 'store-testkit', description: (/** @type {string} */ x) => `Dtab store on ${x} (io.namerd.${x})` },
};

/** What is wrong with a name, or undefined. @param {string} name @param {string} dir */
function refusal(name, dir) {
  if (!/^(namer|store)(-[a-z][a-z0-9]*)+$/.test(name)) return `${name} is not namer-x or store-x, in lower case with hyphens`;
  if (testkits.packages.includes(name)) return `${name} is a test kit`;
  if (levelOf(name) !== levelOf('namer-x')) return `${name} has the name of another layer (scripts/layers.mjs)`;
  if (packages().some((p) => p.name === `${scope}${name}`)) return `${scope}${name} exists already`;
  return existsSync(dir) ? `${dir} exists already` : undefined;
}

/** A template with the name of the adapter in place of the word sample. @param {string} text @param {string} x */
function filledIn(text, x) {
  const pascal = x.replace(/(?:^|-)(.)/g, (_, letter) => letter.toUpperCase());
  const camel = `${pascal.charAt(0).toLowerCase()}${pascal.slice(1)}`;
  return text
    .replaceAll('Sample', pascal)
    .replace(/sample(?=[A-Z])/g, camel)
    .replaceAll('sample', x);
}

/** @param {string} folder */
function files(folder) {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

/** The range that accepts a package as it is here. @param {string} short */
function rangeOf(short) {
  return `^${packages().find((p) => p.name === `${scope}${short}`)?.manifest.version}`;
}

/** @param {string} name @param {string} dir */
function write(name, dir) {
  const [, role, x] = /^(namer|store)-(.*)$/.exec(name);
  const { testkit, description } = roles[role];
  const manifest = manifestOf(name, {
    description: description(x),
    dependencies: { [`${scope}plugin`]: rangeOf('plugin') },
    devDependencies: { [`${scope}${testkit}`]: rangeOf(testkit) },
  });
  putNew(join(dir, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const templates = join(root, 'scripts/templates', role);
  for (const file of files(templates)) putNew(join(dir, file), filledIn(readFileSync(join(templates, file), 'utf8'), x));
  // The name decides where lines break and how imports are sorted.
  const biome = ['check', '--write', '--log-level=error', `--config-path=${root}`, '--vcs-enabled=false', dir];
  execFileSync(join(root, 'node_modules/.bin/biome'), biome, { stdio: ['ignore', 'ignore', 'inherit'], cwd: root });
}

function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { into: { type: 'string' }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const [name, ...others] = positionals;
  if (name === undefined || others.length > 0) throw new Error(usage);
  const dir = join(values.into === undefined ? join(root, 'packages') : resolve(values.into), name);
  const problem = refusal(name, dir);
  if (problem !== undefined) throw new Error(problem);
  try {
    write(name, dir);
  } catch (error) {
    rmSync(dir, { recursive: true, force: true });
    throw error;
  }
  if (values.into === undefined)
    execFileSync(process.execPath, [join(root, 'scripts/sync-references.mjs')], { stdio: 'inherit' });
  console.log(nextSteps(name, dir));
}

/** @param {string} name @param {string} dir */
function nextSteps(name, dir) {
  const role = name.startsWith('namer-') ? 'namer' : 'store';
  return `wrote ${relative(process.cwd(), dir)}

next:
  npm install                          link ${scope}${name}, and bring the lock file up to date
  npx tsc -b                           it builds
  npm test -w ${scope}${name}    its compliance suite passes, against a small backend in its test folder
  grep -rn 'FILL IN' ${relative(process.cwd(), dir)}    what is yours to write
  docs/writing-a-${role}.md             how
  packages/server/src/builtins.ts      name its plugin there, if namerd is to have it without being asked
  npx changeset                        tell the users`;
}

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
