/**
 * Fails when a package imports upwards or sideways, imports a workspace package that its manifest does not name, or has
 * no place in the layer table (scripts/layers.mjs).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { levelOf, privatePackages, testkits } from './layers.mjs';
import { internalDependencies, packages, root, scope } from './workspace.mjs';

const problems = [];

/** @param {string} from @param {string} to @returns {string | undefined} why `from` may not import `to` */
export function forbidden(from, to) {
  if (privatePackages.includes(to)) return `${to} is private`;
  if (testkits.packages.includes(to) && testkits.packages.includes(from))
    return to === testkits.packages[0] ? undefined : 'test kits share only their first';
  if (testkits.packages.includes(to)) return `${to} is a test kit: use it as a devDependency`;
  const target = levelOf(to);
  if (target === undefined) return `${to} is not in the layer table`;
  if (testkits.packages.includes(from)) {
    return target <= testkits.mayImportUpTo ? undefined : `a test kit imports layers 0 to ${testkits.mayImportUpTo}`;
  }
  const own = levelOf(from);
  if (own === undefined) return `${from} is not in the layer table`;
  if (target < own) return undefined;
  return target === own ? `both are in layer ${own}: never sideways` : `layer ${own} may not import layer ${target}`;
}

function* sources(dir) {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (entry.name.endsWith('.ts')) yield path;
  }
}

function check() {
  for (const p of packages()) {
    if (p.isExample || privatePackages.includes(p.short)) continue;
    const declared = internalDependencies(p.manifest);
    for (const name of declared) {
      const why = forbidden(p.short, name.slice(scope.length));
      if (why !== undefined) problems.push(`${relative(root, p.dir)}/package.json: ${name}: ${why}`);
    }
    if (levelOf(p.short) === undefined && !testkits.packages.includes(p.short)) {
      problems.push(`${relative(root, p.dir)}: not in the layer table of scripts/layers.mjs`);
    }
    for (const file of sources(join(p.dir, 'src'))) {
      for (const [, name] of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*['"](@namerd\/[a-z0-9-]+)/g)) {
        if (name !== p.name && !declared.includes(name)) {
          problems.push(`${relative(root, file)}: imports ${name}, which its package.json does not name`);
        }
      }
    }
  }
  if (problems.length > 0) {
    console.error(`layers: ${problems.length} problem(s)\n  ${problems.join('\n  ')}`);
    process.exitCode = 1;
  } else {
    console.log(`layers: ok (${packages().length} packages)`);
  }
}

if (import.meta.main ?? process.argv[1]?.endsWith('check-layers.mjs')) check();
