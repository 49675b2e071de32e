import { chmod, copyFile, mkdir, rename, rm, rmdir, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createPluginContext, createWatchRegistry, Dtab, NamingError } from '@namerd/plugin';
import { sqliteStore } from '@namerd/store-sqlite';
import test from 'ava';
import { a, b, file, isFailed, isFresh, isStale, open, until, web } from './support.ts';

test('nothing is opened before the first use', async (t) => {
  const path = await file(t);
  const store = open(t, path);
  store.observe(web);
  store.list();
  await t.throwsAsync(copyFile(path, `${path}.copy`), { code: 'ENOENT' });
});

test('a file that is not a database is UNAVAILABLE, never empty, and is left as it is', async (t) => {
  const path = await file(t);
  await writeFile(path, 'this is no database, though it is long enough to be taken for one '.repeat(100));
  const store = open(t, path);
  await until(store.observe(web), isFailed('UNAVAILABLE'));
  await until(store.list(), isFailed('UNAVAILABLE'));
  const error = await t.throwsAsync(store.put(web, a));
  t.true(NamingError.is(error, 'UNAVAILABLE'));
  t.regex(error?.message ?? '', /dtabs\.db: the file is not a database/);
});

test('a damaged page is UNAVAILABLE, never empty', async (t) => {
  const path = await file(t);
  const first = open(t, path);
  await first.put(web, a);
  await first[Symbol.asyncDispose]();
  const damage = new DatabaseSync(path);
  damage.exec('PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE');
  damage.close();
  await truncate(path, 8_192);
  const store = open(t, path);
  await t.notThrowsAsync(until(store.observe(web), isFailed('UNAVAILABLE')));
  await t.notThrowsAsync(until(store.list(), isFailed('UNAVAILABLE')));
});

test('the database of another program is CONFIG, and nothing is added to it', async (t) => {
  const path = await file(t);
  const database = new DatabaseSync(path);
  database.exec('CREATE TABLE customers (name TEXT)');
  const store = open(t, path);
  await until(store.list(), isFailed('CONFIG'));
  const error = await t.throwsAsync(store.put(web, a));
  t.regex(error?.message ?? '', /is the database of another program/);
  t.is(database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n'], 1);
  database.close();
});

test('a file of an unknown schema is CONFIG and says which', async (t) => {
  const path = await file(t);
  const first = open(t, path);
  await first.put(web, a);
  await first[Symbol.asyncDispose]();
  const database = new DatabaseSync(path);
  database.exec('UPDATE namerd SET schema = 7');
  database.close();
  const error = await t.throwsAsync(open(t, path).put(web, b));
  t.true(NamingError.is(error, 'CONFIG'));
  t.regex(error?.message ?? '', /has schema 7; this version of the store knows 1/);
});

test('a folder that does not exist is UNAVAILABLE, and heals when it is made', async (t) => {
  const path = await file(t);
  const folder = dirname(path);
  await rename(folder, `${folder}.away`);
  const store = open(t, path);
  const list = store.list();
  using _ = list.observe(() => {});
  await until(list, isFailed('UNAVAILABLE'));
  await rename(`${folder}.away`, folder);
  t.deepEqual(await until(list, isFresh), { kind: 'ok', value: [] });
});

test('a file deleted under the store is noticed: last good values stay, and it is not made anew', async (t) => {
  const path = await file(t);
  const store = open(t, path);
  const version = await store.put(web, a);
  const observed = store.observe(web);
  using _ = observed.observe(() => {});
  await until(observed, isFresh);
  await rename(path, `${path}.kept`);
  const stale = await until(observed, isStale);
  t.is(stale.kind === 'ok' ? stale.value?.version : undefined, version);
  const error = await t.throwsAsync(store.put(web, b));
  t.regex(error?.message ?? '', /taken away/);
  await rename(`${path}.kept`, path);
  const fresh = await until(observed, isFresh);
  t.is(fresh.kind === 'ok' ? fresh.value?.version : undefined, version);
});

test('a file that is missing, but not its log, is not made anew by a new process either', async (t) => {
  const path = await file(t);
  const first = open(t, path);
  const version = await first.put(web, a);
  await rename(path, `${path}.away`);
  const store = open(t, path);
  const observed = store.observe(web);
  using _ = observed.observe(() => {});
  await until(observed, isFailed('UNAVAILABLE'));
  t.regex((await t.throwsAsync(store.put(web, b)))?.message ?? '', /missing, but not its write-ahead log/);
  await rename(`${path}.away`, path);
  const fresh = await until(observed, isFresh);
  t.is(fresh.kind === 'ok' ? fresh.value?.version : undefined, version);
});

test('a folder in the place of the file is UNAVAILABLE, and heals', async (t) => {
  const path = await file(t);
  const store = open(t, path);
  const version = await store.put(web, a);
  const observed = store.observe(web);
  using _ = observed.observe(() => {});
  await until(observed, isFresh);
  await rename(path, `${path}.away`);
  await mkdir(path);
  await until(observed, isStale);
  t.true(NamingError.is(await t.throwsAsync(store.put(web, b)), 'UNAVAILABLE'));
  await rmdir(path);
  await rename(`${path}.away`, path);
  const fresh = await until(observed, isFresh);
  t.is(fresh.kind === 'ok' ? fresh.value?.version : undefined, version);
});

test('a file replaced under the store, as when a backup is restored, is read anew', async (t) => {
  const path = await file(t);
  const before = open(t, path);
  const old = await before.put(web, a);
  await before[Symbol.asyncDispose]();
  await copyFile(path, `${path}.backup`);
  const store = open(t, path);
  const lost = await store.put(web, b);
  const observed = store.observe(web);
  using _ = observed.observe(() => {});
  await until(observed, (s) => s.kind === 'ok' && s.value?.version === lost);
  await rename(`${path}.backup`, path);
  const stale = await until(observed, isStale);
  t.regex(
    stale.kind === 'ok' ? (stale.stale?.cause.message ?? '') : '',
    /remove .*dtabs\.db-wal/,
    'the old log would be taken for its own',
  );
  await rm(`${path}-wal`);
  await rm(`${path}-shm`);
  const restored = await until(observed, (s) => s.kind === 'ok' && s.value?.version === old && s.stale === undefined);
  t.is(restored.kind === 'ok' && restored.value !== undefined ? Dtab.show(restored.value.dtab) : '', '/svc=>/a');
  const next = await store.put(web, b);
  t.not(next, lost, 'the number of the version came again, and with it the version');
});

test('while another process holds the lock, reads go on, and a write waits and then is TIMEOUT', async (t) => {
  const path = await file(t);
  const store = open(t, path, 100);
  const version = await store.put(web, a);
  const other = new DatabaseSync(path);
  other.exec('BEGIN IMMEDIATE');
  const error = await t.throwsAsync(store.put(web, b));
  t.true(NamingError.is(error, 'TIMEOUT'));
  t.is((await store.observe(web).first())?.version, version);
  other.exec('ROLLBACK');
  other.close();
  await t.notThrowsAsync(store.put(web, b));
});

test('a write that waits for the lock gets it when it is free, and gives up when its caller does', async (t) => {
  const path = await file(t);
  const store = open(t, path, 10_000);
  await store.put(web, a);
  const other = new DatabaseSync(path);
  other.exec('BEGIN IMMEDIATE');
  const controller = new AbortController();
  const givenUp = store.put(web, b, { signal: controller.signal });
  const waiting = store.put(web, b);
  controller.abort();
  t.true(NamingError.is(await t.throwsAsync(givenUp), 'ABORTED'));
  other.exec('COMMIT');
  other.close();
  const version = await waiting;
  t.is((await store.observe(web).first())?.version, version);
});

test('a row edited by hand gets a new version, and is seen', async (t) => {
  const path = await file(t);
  const store = open(t, path);
  const version = await store.put(web, a);
  const observed = store.observe(web);
  using _ = observed.observe(() => {});
  await until(observed, isFresh);
  const editor = new DatabaseSync(path);
  editor.exec(
    "UPDATE dtabs SET dtab = '/svc => /edited'; INSERT INTO dtabs (namespace, dtab) VALUES ('api', ''), ('no name', '')",
  );
  editor.close();
  const edited = await until(observed, (s) => s.kind === 'ok' && s.value?.version !== version);
  t.is(edited.kind === 'ok' && edited.value !== undefined ? Dtab.show(edited.value.dtab) : '', '/svc=>/edited');
  t.deepEqual(await until(store.list(), isFresh), { kind: 'ok', value: ['api', 'web'] }, 'a name that none can be is left out');
});

test('what is stored is the canonical text', async (t) => {
  const path = await file(t);
  await open(t, path).put(web, Dtab.parse('# a comment\n/svc => 0.5 * /a & /b ;'));
  const reader = new DatabaseSync(path, { readOnly: true });
  t.is(reader.prepare('SELECT dtab FROM dtabs').get()?.['dtab'], Dtab.show(Dtab.parse('/svc=>0.5*/a & /b')));
  reader.close();
});

const isRoot = process.getuid?.() === 0;
(isRoot ? test.skip : test)('a file that may not be written is FORBIDDEN to write, and readable', async (t) => {
  const path = await file(t);
  const first = open(t, path);
  await first.put(web, a);
  await first[Symbol.asyncDispose]();
  await chmod(path, 0o444);
  t.true(NamingError.is(await t.throwsAsync(open(t, path).put(web, b)), 'FORBIDDEN'));
});

test('dispose closes the file and ends the watch, also of the bare store', async (t) => {
  const path = await file(t);
  const watches = createWatchRegistry();
  const store = sqliteStore.create({ path, pollMs: 20, busyTimeoutMs: 100 }, createPluginContext({ watches }));
  using _ = store.observe(web).observe(() => {});
  await store.put(web, a);
  t.is(watches.list().length, 1);
  await store[Symbol.asyncDispose]();
  t.is(watches.list().length, 0);
  await until(store.observe(web), isFailed('CLOSED'));
  t.true(NamingError.is(await t.throwsAsync(store.put(web, a)), 'CLOSED'));
  await t.throwsAsync(
    rm(join(dirname(path), 'dtabs.db-wal')),
    { code: 'ENOENT' },
    'the last connection to close takes the log with it',
  );
});
