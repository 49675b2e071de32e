import { join } from 'node:path';
import test from 'ava';
import { command, folder, run } from './support/command.ts';

const minimal = `admin: {port: 0}
storage: {kind: io.l5d.inMemory}
interfaces: [{kind: io.l5d.httpController, port: 0}]
`;

test('without a path, or with two, the usage is told and the status is 1', async (t) => {
  const cwd = folder(t);
  for (const args of [[], ['a', 'b'], ['-validate']]) {
    t.deepEqual(await run(t, cwd, args), { status: 1, stdout: '', stderr: 'usage: namerd path/to/config\n' });
  }
});

test('a path that is no file is told', async (t) => {
  const cwd = folder(t);
  for (const path of ['nope.yaml', '.']) {
    const { status, stderr } = await run(t, cwd, ['-validate', path]);
    t.deepEqual([status, stderr], [1, `config is not a file: ${path}\n`]);
  }
});

test('-validate says ok and exits 0, or says everything that is wrong and exits 1', async (t) => {
  const cwd = folder(t, { 'good.yaml': minimal, 'bad.yaml': `${minimal}namer: []\nadmins: {}\n` });
  t.deepEqual(await run(t, cwd, ['-validate', 'good.yaml']), { status: 0, stdout: 'ok\n', stderr: '' });
  const bad = await run(t, cwd, ['--validate=true', 'bad.yaml']);
  t.is(bad.status, 1);
  t.is(bad.stdout, '');
  t.regex(bad.stderr, /^bad\.yaml:4:1 {2}namer {2}unknown key namer.*did you mean namers\?\nbad\.yaml:5:1 {2}admins {2}.*\n$/);
});

test('the configuration may come from standard input', async (t) => {
  const cwd = folder(t);
  for (const args of [
    ['-validate', '-'],
    ['-validate', '--', '-'],
    ['-', '-validate'],
  ]) {
    t.is((await run(t, cwd, args, minimal)).status, 0, args.join(' '));
  }
  const bad = await run(t, cwd, ['-validate', '-'], '{"storage": 1}');
  t.regex(bad.stderr, /^<stdin>:1:2 {2}storage {2}expected object, received number$/m);
});

test('-help prints every flag, -version the version', async (t) => {
  const cwd = folder(t);
  const help = await run(t, cwd, ['--help']);
  t.is(help.status, 0);
  t.regex(help.stdout, /^usage: namerd \[<flag>\.\.\.\] path\/to\/config$/m);
  t.regex(help.stdout, /^ {2}-log\.level='INFO': /m);
  const version = await run(t, cwd, ['-version']);
  t.regex(version.stdout, /^namerd \d+\.\d+\.\d+\n$/);
});

test('wrong flags are told, with the usage', async (t) => {
  const cwd = folder(t);
  const unknown = await run(t, cwd, ['-nope', 'n.yaml']);
  t.is(unknown.status, 1);
  t.regex(unknown.stderr, /^Error parsing flag "nope": flag undefined\nusage: /);
  t.regex((await run(t, cwd, ['-log.level'])).stderr, /^Error parsing flag "log\.level": flag needs a value\n/);
  t.regex((await run(t, cwd, ['-validate=maybe', 'x'])).stderr, /^Error parsing flag "validate": maybe is not true or false\n/);
  t.is((await run(t, cwd, ['-log.level=LOUD', 'x'])).stderr, 'Invalid log level: LOUD\n');
});

test('it says what it serves, and ends with status 0 on SIGTERM, whatever watches are open', async (t) => {
  const cwd = folder(t, { 'n.yaml': minimal });
  const namerd = command(t, cwd, ['n.yaml']);
  const [, port] = await namerd.logged(/serving io\.l5d\.httpController interface on 127\.0\.0\.1:(\d+)\n/);
  const watch = await fetch(`http://127.0.0.1:${port}/api/1/dtabs/none?watch=true`);
  namerd.child.kill('SIGTERM');
  t.is(await namerd.ended, 0);
  await watch.text().catch(() => {});
  const lines = namerd.output.stderr.trimEnd().split('\n');
  const texts = lines.map((line) => line.replace(/^I \d{4} \d\d:\d\d:\d\d\.\d{3} UTC THREAD0: /, ''));
  t.deepEqual(
    texts.map((text) => text.replace(/:\d+$/, ':PORT').replace(/\d+\.\d+\.\d+(?= on)|(?<=Node ).*/g, 'V')),
    [
      'namerd V on Node V',
      'serving http admin on 127.0.0.1:PORT',
      'serving io.l5d.httpController interface on 127.0.0.1:PORT',
      'Received SIGTERM. Shutting down ...',
      'Shut down',
    ],
  );
});

test('SIGHUP changes nothing and says so', async (t) => {
  const cwd = folder(t, { 'n.yaml': minimal });
  const namerd = command(t, cwd, ['n.yaml']);
  const [, port] = await namerd.logged(/serving http admin on 127\.0\.0\.1:(\d+)\n/);
  await namerd.logged(/interface on/);
  namerd.child.kill('SIGHUP');
  await namerd.logged(/Received SIGHUP\. The configuration is read once, at start: nothing was changed/);
  t.is(await (await fetch(`http://127.0.0.1:${port}/admin/ping`)).text(), 'pong');
  namerd.child.kill('SIGINT');
  t.is(await namerd.ended, 0);
});

test('a second signal ends it at once', async (t) => {
  const plugin = `export const stuck = { role: 'interface', kind: 'test.stuck', apiVersion: 1,
    schema: { decode: (value) => ({ ok: true, value }), jsonSchema: { type: 'object' } },
    address: () => ({ host: '127.0.0.1', port: 0 }),
    create: () => ({ listen: async () => ({ host: '127.0.0.1', port: 1 }), [Symbol.asyncDispose]: () => new Promise(() => {}) }) };`;
  const config = 'admin: {port: 0}\nstorage: {kind: io.l5d.inMemory}\nplugins: [./stuck.mjs]\ninterfaces: [{kind: test.stuck}]\n';
  const cwd = folder(t, { 'n.yaml': config, 'stuck.mjs': plugin });
  const namerd = command(t, cwd, ['n.yaml']);
  await namerd.logged(/serving test\.stuck interface/);
  namerd.child.kill('SIGTERM');
  await namerd.logged(/Received SIGTERM/);
  const insist = setInterval(() => namerd.child.kill('SIGTERM'), 50); // a repeat that comes too soon counts as the first
  t.teardown(() => clearInterval(insist));
  t.is(await namerd.ended, 128 + 15);
});

test('an uncaught exception is logged with its stack, and ends it in order with status 1', async (t) => {
  const plugin = `export const bad = { role: 'interface', kind: 'test.bad', apiVersion: 1,
    schema: { decode: (value) => ({ ok: true, value }), jsonSchema: { type: 'object' } },
    address: () => ({ host: '127.0.0.1', port: 0 }),
    create: () => ({
      listen: async () => { setTimeout(() => { throw new Error('a bug'); }, 1); return { host: '127.0.0.1', port: 1 }; },
      async [Symbol.asyncDispose]() { console.error('closed in order'); } }) };`;
  const config = 'admin: {port: 0}\nstorage: {kind: io.l5d.inMemory}\nplugins: [./bad.mjs]\ninterfaces: [{kind: test.bad}]\n';
  const cwd = folder(t, { 'n.yaml': config, 'bad.mjs': plugin });
  const { status, stderr } = await run(t, cwd, ['n.yaml']);
  t.is(status, 1);
  t.regex(stderr, /Uncaught exception\. Shutting down \.\.\. error=Error: a bug\n {4}.*bad\.mjs/);
  t.regex(stderr, /closed in order/);
});

test('what keeps it from starting is told, and the status is 1', async (t) => {
  const cwd = folder(t, { 'n.yaml': minimal, 'bad.yaml': 'storage: 1\n' });
  const bad = await run(t, cwd, ['bad.yaml']);
  t.is(bad.status, 1);
  t.regex(bad.stderr, /^bad\.yaml:1:1 {2}storage {2}expected object, received number$/m);
  t.regex(bad.stderr, /\nException thrown in main on startup\n$/);
  const first = command(t, cwd, ['n.yaml']);
  const [, port] = await first.logged(/interface on 127\.0\.0\.1:(\d+)\n/);
  const taken = await run(t, cwd, ['-'], minimal.replace('httpController, port: 0', `httpController, port: ${port}`));
  t.is(taken.status, 1);
  t.regex(taken.stderr, new RegExp(`io\\.l5d\\.httpController.*127\\.0\\.0\\.1:${port}.*address already in use`));
});

test('the log goes where it is told, as it is told', async (t) => {
  const cwd = folder(t, { 'n.yaml': minimal });
  const quiet = command(t, cwd, [
    '-log.level=DEBUG',
    '--log.format',
    'json',
    'n.yaml',
    '-com.twitter.finagle.tracing.debugTrace=true',
  ]);
  await quiet.logged(/interface on/);
  quiet.child.kill('SIGTERM');
  await quiet.ended;
  const records = quiet.output.stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { level: number; msg: string });
  t.true(
    records.some(({ level, msg }) => level === 40 && msg === 'the flag -com.twitter.finagle.tracing.debugTrace has no effect'),
  );
  t.true(records.some(({ msg }) => msg.startsWith('serving http admin on')));
  const nowhere = await run(t, cwd, [`-log.output=${join(cwd, 'no/such/folder/log')}`, 'n.yaml']);
  t.is(nowhere.status, 1);
  t.regex(nowhere.stderr, /no such file or directory/);
});
