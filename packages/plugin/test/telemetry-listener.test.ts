import { createTelemetry } from '@namerd/plugin';
import test from 'ava';

// Alone in its file: it takes over the process's handler of uncaught errors for a moment.
test('a listener that throws harms neither the emitter nor the others, and its error is not lost', async (t) => {
  const telemetry = createTelemetry();
  const thrown = new Error('a bug in a listener');
  const handlers = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  const uncaught = new Promise((resolve) => process.once('uncaughtException', resolve));
  let seen = 0;
  telemetry.on('store:write', () => {
    throw thrown;
  });
  telemetry.on('store:write', () => seen++);
  t.notThrows(() => telemetry.emit({ kind: 'store:write', operation: 'put', namespace: 'web', durationMs: 1 }));
  t.is(seen, 1);
  t.is(await uncaught, thrown);
  for (const handler of handlers) process.on('uncaughtException', handler);
});
