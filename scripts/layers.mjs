/**
 * The layer table of docs/architecture.md as data. A package may import packages of lower layers only; inside layer 4 and
 * above never a neighbour. `check-layers.mjs` holds every package.json and every import against it.
 */
export const layers = [
  { level: 0, packages: ['errors'] },
  { level: 1, packages: ['dtab', 'activity'] },
  { level: 2, packages: ['namer', 'store'] },
  { level: 3, packages: ['plugin', 'wire'] },
  { level: 4, packages: [/-client$/] },
  { level: 5, packages: [/^namer-(?!testkit)/, /^store-(?!testkit)/] },
  { level: 6, packages: ['http', 'mesh', 'thrift', 'destination', 'xds', 'client', 'router'] },
  { level: 7, packages: ['server', 'namerctl'] },
];

/** Published compliance suites. They import layers 0 to 3; packages use them in tests only (devDependencies). */
export const testkits = { packages: ['testkit', 'store-testkit', 'namer-testkit'], mayImportUpTo: 3 };

/** Never published, and nothing imports them except tests. They may import anything. */
export const privatePackages = ['bench', 'conformance', 'fakes', 'services'];

/** @param {string} name short package name, without the scope */
export function levelOf(name) {
  for (const { level, packages } of layers) {
    if (packages.some((p) => (typeof p === 'string' ? p === name : p.test(name)))) return level;
  }
  return undefined;
}
