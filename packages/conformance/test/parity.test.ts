import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { vectors } from '@namerd/conformance';
import test from 'ava';

const root = join(import.meta.dirname, '../../..');
const text = readFileSync(join(root, 'docs/parity.md'), 'utf8').replace(/^## Deviations on purpose[\s\S]*$/m, '');

interface Row {
  readonly id: string;
  readonly status: string;
  readonly where: string;
}

const rows: readonly Row[] = [...text.matchAll(/^\| ([A-Z]?\d+(?:–\d+)?) \|(.*)\|$/gm)].map(([, id = '', rest = '']) => {
  const [, status = '', where = ''] = rest.split(' | ').map((cell) => cell.trim());
  return { id, status, where };
});

test('the table of parity has its rows', (t) => {
  t.true(rows.length > 140, `${rows.length} rows`);
  t.true(text.includes('| H34 |') && text.includes('| W13 |') && text.includes('| A15 |') && text.includes('| 77–84 |'));
});

test('every status is one of four, and says more where there is more to say', (t) => {
  for (const { id, status } of rows) t.regex(status, /^(same|not yet)([:;,].*)?$|^(better|n\/a): .+$/, id);
});

test('what is said to be there names where, and that exists', (t) => {
  for (const { id, status, where } of rows) {
    if (!status.startsWith('not yet')) t.not(where, '', id);
    let folder = '';
    for (const place of where.split(/[,;] ?/)) {
      const [path] = /[\w./-]+\.tsx?$/.exec(place) ?? [];
      if (path === undefined) continue;
      if (path.includes('/')) folder = path.slice(0, path.lastIndexOf('/'));
      t.true(existsSync(join(root, 'packages', path.includes('/') ? path : `${folder}/${path}`)), `${id}: ${path}`);
    }
    for (const [, names = ''] of where.matchAll(/vectors ((?:[a-z]+(?:-[a-z]+)*(?:, (?=[a-z-]+(?:[,;]|$)))?)+)/g)) {
      for (const name of names.split(', ')) t.notThrows(() => vectors(name), `${id}: vectors ${name}`);
    }
  }
});
