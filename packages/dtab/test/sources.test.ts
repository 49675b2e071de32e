import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';

const folder = new URL('../src/', import.meta.url);
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => {
    const code = readFileSync(new URL(name, folder), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
    const imports = [...code.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, specifier = '']) => specifier);
    return { name, code, imports };
  });

test('nothing is imported but our errors and parsimmon, so that it runs in a browser', (t) => {
  const foreign = new Set(sources.flatMap(({ imports }) => imports.filter((specifier) => !specifier.startsWith('.'))));
  t.deepEqual([...foreign].sort(), ['@namerd/errors', 'parsimmon']);
});

test('only the grammar imports parsimmon', (t) => {
  const users = sources.filter(({ imports }) => imports.includes('parsimmon')).map(({ name }) => name);
  t.deepEqual(users, ['parse/grammar.ts']);
});

test('no global of Node alone is used', (t) => {
  const nodeOnly = /\b(?:Buffer|process|global|require|module|__dirname|__filename|setImmediate|clearImmediate)\b/;
  const users = sources.filter(({ code }) => nodeOnly.test(code)).map(({ name }) => name);
  t.deepEqual(users, []);
});
