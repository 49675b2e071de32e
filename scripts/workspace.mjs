/** What the other scripts need to know about the packages of this repository. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const scope = '@namerd/';

/** @typedef {{ name: string, short: string, dir: string, folder: string, manifest: any, isExample: boolean }} Package */

/** Every workspace package, sorted by folder. @returns {Package[]} */
export function packages() {
  /** @type {Package[]} */
  const found = [];
  for (const folder of ['packages', 'examples']) {
    if (!existsSync(join(root, folder))) continue;
    for (const entry of readdirSync(join(root, folder)).sort()) {
      const dir = join(root, folder, entry);
      const file = join(dir, 'package.json');
      if (!existsSync(file)) continue;
      const manifest = JSON.parse(readFileSync(file, 'utf8'));
      found.push({ name: manifest.name, short: entry, dir, folder, manifest, isExample: folder === 'examples' });
    }
  }
  return found;
}

/** Names of the workspace packages that a manifest depends on. @param {any} manifest @param {('dependencies'|'devDependencies'|'peerDependencies')[]} kinds */
export function internalDependencies(manifest, kinds = ['dependencies', 'peerDependencies']) {
  return kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {})).filter((name) => name.startsWith(scope));
}
