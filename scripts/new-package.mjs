/** Writes the files that every package has. Used by new-adapter.mjs; run by hand for a package that is not an adapter. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, scope } from './workspace.mjs';

/**
 * @param {string} short package name without the scope
 * @param {{ description: string, dependencies?: Record<string, string>, devDependencies?: Record<string, string>, private?: boolean }} options
 */
export function manifestOf(short, options) {
  return {
    name: `${scope}${short}`,
    version: '0.1.0',
    description: options.description,
    ...(options.private ? { private: true } : {}),
    license: 'Apache-2.0',
    type: 'module',
    engines: { node: '>=22.22' },
    sideEffects: false,
    exports: {
      '.': { '@namerd/source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' },
      './package.json': './package.json',
    },
    files: ['dist', 'src'],
    scripts: { build: 'tsc -b', test: 'ava' },
    dependencies: options.dependencies ?? {},
    devDependencies: options.devDependencies ?? {},
    publishConfig: { access: 'public' },
    ava: {
      extensions: ['ts'],
      files: ['test/**/*.test.ts'],
      nodeArguments: ['--conditions=@namerd/source'],
    },
  };
}

/** @param {string} file @param {string} text */
export function putNew(file, text) {
  if (existsSync(file)) throw new Error(`${file} exists already`);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
}

/** @param {string} short @param {Parameters<typeof manifestOf>[1]} options */
export function newPackage(short, options) {
  const dir = join(root, 'packages', short);
  putNew(join(dir, 'package.json'), `${JSON.stringify(manifestOf(short, options), null, 2)}\n`);
  return dir;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [short, description] = process.argv.slice(2);
  if (short === undefined || description === undefined) {
    console.error('usage: node scripts/new-package.mjs NAME "one line about it"');
    process.exit(1);
  }
  console.log(newPackage(short, { description }));
}
