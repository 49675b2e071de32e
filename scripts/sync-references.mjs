/**
 * Writes the TypeScript project references from the package.json files, so that a dependency is declared once.
 * With --check it writes nothing and fails when a file is out of step.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { internalDependencies, packages, root } from './workspace.mjs';

const check = process.argv.includes('--check');
const all = packages();
const byName = new Map(all.map((p) => [p.name, p]));
const stale = [];

function put(file, value) {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  const current = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (current !== '' && JSON.stringify(JSON.parse(current)) === JSON.stringify(value)) return;
  if (check) stale.push(relative(root, file));
  else writeFileSync(file, text);
}

function references(from, names) {
  return [...new Set(names)].sort().map((name) => {
    const target = byName.get(name);
    if (target === undefined) throw new Error(`${from}: ${name} is not a package of this repository`);
    return { path: relative(from, target.dir) };
  });
}

const rootReferences = [];
for (const p of all) {
  const hasSource = existsSync(join(p.dir, 'src'));
  const hasTests = existsSync(join(p.dir, 'test'));
  const up = relative(p.dir, root);
  if (hasSource) {
    put(join(p.dir, 'tsconfig.json'), {
      extends: `${up}/tsconfig.base.json`,
      compilerOptions: { rootDir: 'src', outDir: 'dist', tsBuildInfoFile: `${up}/.tsbuild/${p.folder}-${p.short}.tsbuildinfo` },
      include: ['src'],
      references: references(p.dir, internalDependencies(p.manifest)),
    });
    rootReferences.push({ path: relative(root, p.dir) });
  }
  if (hasTests) {
    const dir = join(p.dir, 'test');
    const needed = internalDependencies(p.manifest, ['dependencies', 'peerDependencies', 'devDependencies']);
    put(join(dir, 'tsconfig.json'), {
      extends: `${relative(dir, root)}/tsconfig.base.json`,
      compilerOptions: {
        composite: false,
        incremental: true,
        declaration: false,
        declarationMap: false,
        isolatedDeclarations: false,
        sourceMap: false,
        noEmit: true,
        tsBuildInfoFile: `${relative(dir, root)}/.tsbuild/${p.folder}-${p.short}-test.tsbuildinfo`,
      },
      include: ['.'],
      references: references(dir, hasSource ? [p.name, ...needed] : needed),
    });
    rootReferences.push({ path: relative(root, dir) });
  }
}
put(join(root, 'tsconfig.json'), { files: [], references: rootReferences });

if (stale.length > 0) {
  console.error(`out of step with package.json (run: node scripts/sync-references.mjs):\n  ${stale.join('\n  ')}`);
  process.exitCode = 1;
}
