import { createPluginContext, createTelemetry, poll, type TelemetryEvent, VirtualClock } from '@namerd/plugin';
import test from 'ava';

const write: TelemetryEvent = { kind: 'store:write', operation: 'put', namespace: 'web', durationMs: 1 };
const request: TelemetryEvent = { kind: 'http:request', method: 'GET', route: '/api/1/dtabs', status: 200, durationMs: 2 };

test('a listener gets the events of its kind, until it is disposed', (t) => {
  const telemetry = createTelemetry();
  const seen: number[] = [];
  const listening = telemetry.on('http:request', (event) => seen.push(event.status));
  telemetry.emit(request);
  telemetry.emit(write);
  listening[Symbol.dispose]();
  telemetry.emit(request);
  t.deepEqual(seen, [200]);
});

test('a star listens to everything', (t) => {
  const telemetry = createTelemetry();
  const seen: TelemetryEvent[] = [];
  using _ = telemetry.on('*', (event) => seen.push(event));
  telemetry.emit(write);
  telemetry.emit(request);
  t.deepEqual(seen, [write, request]);
});

test('watch events of a context arrive as telemetry', async (t) => {
  const clock = new VirtualClock();
  const telemetry = createTelemetry();
  const seen: string[] = [];
  using _ = telemetry.on('*', (event) => seen.push(event.kind));
  const context = createPluginContext({ clock, telemetry });
  let isDown = true;
  const fetch = async (): Promise<number> => {
    if (isDown) throw new Error('refused');
    return 1;
  };
  const observation = poll({ context, name: 'test', intervalMs: 1_000, fetch }).observe(() => {});
  await clock.advance(0);
  t.is(context.watches.list()[0]?.name, 'test');
  isDown = false;
  await clock.advance(60_000);
  observation[Symbol.dispose]();
  t.deepEqual(seen, ['watch:started', 'watch:failing', 'watch:recovered', 'watch:stopped']);
  t.deepEqual(context.watches.list(), []);
});

test('by default a context is silent, never stops and has the time of the machine', (t) => {
  const context = createPluginContext();
  t.notThrows(() => context.logger.error('nothing is printed'));
  t.false(context.signal.aborted);
  t.true(Math.abs(context.clock.now() - Date.now()) < 1_000);
});
