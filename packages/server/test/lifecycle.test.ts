import { NamingError, VirtualClock } from '@namerd/plugin';
import { startNamerd } from '@namerd/server';
import test from 'ava';
import { adminPort, createLog } from './support/log.ts';
import { createRecorder, recorderConfig } from './support/recorder.ts';

const backendsClosed = ['abort n2', 'dispose n2', 'abort n1', 'dispose n1', 'abort store', 'dispose store'];

/** What something rejects with. */
async function rejection(promise: PromiseLike<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

test('parts are made in order, listen in order, and are closed in reverse: interfaces, namers, store', async (t) => {
  const { events, plugins } = createRecorder();
  const namerd = await startNamerd(recorderConfig(['i1', 'i2']), { plugins });
  t.deepEqual(events.splice(0), ['create store', 'create n1', 'create n2', 'create i1', 'create i2', 'listen i1', 'listen i2']);
  t.deepEqual(namerd.addresses, [
    { kind: 'test.interface', host: '127.0.0.1', port: 1 },
    { kind: 'test.interface', host: '127.0.0.1', port: 2 },
  ]);
  await namerd[Symbol.asyncDispose]();
  t.deepEqual(events.slice(0, 4).sort(), ['abort i1', 'abort i2', 'dispose i1', 'dispose i2']);
  t.deepEqual(events.slice(4), backendsClosed);
});

test('the admin server answers before the first interface listens, and says that it is starting', async (t) => {
  const log = createLog();
  let seen: unknown;
  const { plugins } = createRecorder({
    i1: {
      async listen() {
        const response = await fetch(`http://127.0.0.1:${adminPort(log.lines)}/ready`);
        seen = [response.status, await response.json()];
      },
    },
  });
  await using _namerd = await startNamerd(recorderConfig(['i1']), { plugins, logger: log });
  t.deepEqual(seen, [503, { status: 'starting', store: 'ok', interfaces: [] }]);
});

test('when an interface cannot listen, everything is closed and the reason is told', async (t) => {
  const log = createLog();
  const { events, plugins } = createRecorder({
    i2: {
      async listen() {
        throw new NamingError('UNAVAILABLE', 'cannot listen on 127.0.0.1:2');
      },
    },
  });
  const error = await rejection(startNamerd(recorderConfig(['i1', 'i2', 'i3']), { plugins, logger: log }));
  t.true(NamingError.is(error, 'UNAVAILABLE'));
  t.deepEqual(events.slice(-6), backendsClosed);
  t.deepEqual(
    ['i1', 'i2', 'i3'].map((name) => events.includes(`dispose ${name}`)),
    [true, true, true],
  );
  t.false(events.includes('listen i3'));
  await t.throwsAsync(fetch(`http://127.0.0.1:${adminPort(log.lines)}/admin/ping`));
});

test('when a plugin refuses its configuration nothing listens, and what was made is closed', async (t) => {
  const log = createLog();
  const refuse = {
    create() {
      throw new NamingError('CONFIG', 'no such luck', { details: { path: ['name'] } });
    },
  };
  const { events, plugins } = createRecorder({ i1: refuse, i3: refuse });
  const error = await rejection(startNamerd(recorderConfig(['i1', 'i2', 'i3']), { plugins, logger: log }));
  t.true(NamingError.is(error, 'CONFIG'));
  t.is((error as Error).message, 'interfaces[0].name  no such luck\ninterfaces[2].name  no such luck');
  t.deepEqual(log.lines, []);
  t.deepEqual(events.slice(-8), ['abort i2', 'dispose i2', ...backendsClosed]);
});

test('disposing twice, also at the same time, closes once', async (t) => {
  const { events, plugins } = createRecorder();
  const namerd = await startNamerd(recorderConfig(['i1']), { plugins });
  await Promise.all([namerd[Symbol.asyncDispose](), namerd[Symbol.asyncDispose]()]);
  await namerd[Symbol.asyncDispose]();
  await namerd.closed;
  t.deepEqual(
    events.filter((event) => event.startsWith('dispose')),
    ['dispose i1', 'dispose n2', 'dispose n1', 'dispose store'],
  );
});

test('what fails to close does not keep the rest open, and all of it is told', async (t) => {
  const stuck = {
    async close() {
      throw new Error('stuck');
    },
  };
  const { events, plugins } = createRecorder({ i1: stuck, i2: stuck });
  const namerd = await startNamerd(recorderConfig(['i1', 'i2']), { plugins });
  const error = await rejection(namerd[Symbol.asyncDispose]());
  t.true(error instanceof AggregateError);
  t.deepEqual(
    (error as AggregateError).errors.map(({ message }: Error) => message),
    ['test.interface: stuck', 'test.interface: stuck'],
  );
  t.deepEqual(events.slice(-6), backendsClosed);
  t.is(await rejection(namerd.closed), error);
});

test('what does not close within the grace is given up, so that the rest can be closed', async (t) => {
  const clock = new VirtualClock();
  const { events, plugins } = createRecorder({ i1: { close: () => new Promise(() => {}) } });
  const namerd = await startNamerd(recorderConfig(['i1'], { port: 0, shutdownGraceMs: 3000 }), { plugins, clock });
  const closing = rejection(namerd[Symbol.asyncDispose]());
  await clock.advance(2999);
  t.false(events.includes('dispose store'));
  await clock.advance(1);
  const error = (await closing) as AggregateError;
  t.deepEqual(
    error.errors.map(({ code, message }: NamingError) => [code, message]),
    [['TIMEOUT', 'test.interface did not close within 3000 ms']],
  );
  t.deepEqual(events.slice(-6), backendsClosed);
  t.is(clock.timers, 0);
});

test('the caller’s signal shuts it down', async (t) => {
  const life = new AbortController();
  const { events, plugins } = createRecorder();
  const namerd = await startNamerd(recorderConfig(['i1']), { plugins, signal: life.signal });
  life.abort();
  await namerd.closed;
  t.deepEqual(events.slice(-6), backendsClosed);
});

test('the caller’s signal stops a start half-way', async (t) => {
  const life = new AbortController();
  const { events, plugins } = createRecorder({ i1: { listen: async () => life.abort() } });
  const error = await rejection(startNamerd(recorderConfig(['i1', 'i2']), { plugins, signal: life.signal }));
  t.true(NamingError.is(error, 'ABORTED'));
  t.false(events.includes('listen i2'));
  t.deepEqual(events.slice(-6), backendsClosed);
});

test('a signal that has aborted starts nothing', async (t) => {
  const { events, plugins } = createRecorder();
  const error = await rejection(startNamerd(recorderConfig(['i1']), { plugins, signal: AbortSignal.abort() }));
  t.true(NamingError.is(error, 'ABORTED'));
  t.deepEqual(events, []);
});

test('two plugins of one role and kind are refused, naming both', async (t) => {
  const { plugins } = createRecorder();
  const error = await rejection(startNamerd(recorderConfig(['i1']), { plugins: [...plugins, plugins[1]] }));
  t.true(NamingError.is(error, 'CONFIG'));
  t.regex((error as Error).message, /namer test\.namer: numbers 1 and 3/);
});

test('the log has a line for each transition of a watch, and what listens where', async (t) => {
  const log = createLog();
  const { plugins } = createRecorder();
  const namerd = await startNamerd(recorderConfig(['i1']), { plugins, logger: log });
  t.deepEqual(log.lines.splice(0), [
    `info serving http admin on 127.0.0.1:${namerd.admin.port}`,
    'info serving test.interface interface on 127.0.0.1:1',
  ]);
  const name = 'consul web';
  namerd.telemetry.emit({ kind: 'watch:failing', name, error: new Error('refused'), retryInMs: 1 });
  namerd.telemetry.emit({ kind: 'watch:recovered', name, afterMs: 70, attempts: 3 });
  namerd.telemetry.emit({ kind: 'watch:silent', name, afterMs: 60_000 });
  namerd.telemetry.emit({ kind: 'watch:regressed', name, epoch: 2 });
  t.deepEqual(log.lines, [
    'warn lost consul web: refused',
    'info recovered consul web {"afterMs":70,"attempts":3}',
    'warn nothing heard of consul web: watching it anew {"afterMs":60000}',
    'warn consul web went back in time {"epoch":2}',
  ]);
  await namerd[Symbol.asyncDispose]();
});
