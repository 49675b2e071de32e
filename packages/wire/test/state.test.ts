import { State } from '@namerd/activity';
import { NamingError } from '@namerd/errors';
import { Version } from '@namerd/store';
import { decodeState, encodeState } from '@namerd/wire';
import test from 'ava';

const version = Version.ofText('42');
const cause = new NamingError('UNAVAILABLE', 'connection refused');

test('a whole state says its value, its version and since when it is stale', (t) => {
  const state = State.ok({ json: '[]', version }, { sinceMs: Date.UTC(2026, 0, 1), cause });
  const text =
    '{"state":"ok","version":"NDI=","stale":{"since":"2026-01-01T00:00:00.000Z","cause":"connection refused"},"value":[]}';
  t.is(encodeState(state), text);
  const read = decodeState(JSON.parse(text), (value) => value);
  t.true(read.kind === 'ok');
  if (read.kind !== 'ok') return;
  t.deepEqual(read.value, { value: [], version });
  t.is(read.stale?.sinceMs, Date.UTC(2026, 0, 1));
  t.is(read.stale?.cause.message, 'connection refused');
});

test('pending and failed are read back, the failure with its code', (t) => {
  t.is(decodeState(JSON.parse(encodeState(State.pending)), (v) => v).kind, 'pending');
  const read = decodeState(JSON.parse(encodeState(State.failed(new NamingError('FORBIDDEN', 'no')))), (v) => v);
  t.true(read.kind === 'failed' && NamingError.is(read.error, 'FORBIDDEN') && read.error.message === 'no');
});

test('a code of the future reads as unavailable', (t) => {
  const read = decodeState({ state: 'failed', code: 'EVAPORATED', message: 'gone' }, (v) => v);
  t.true(read.kind === 'failed' && NamingError.is(read.error, 'UNAVAILABLE'));
});

test('what is not a state is refused with its place', (t) => {
  t.throws(() => decodeState({ state: 'odd' }, (v) => v), {
    message: 'state: pending, ok or failed expected but the string "odd" found',
  });
  t.throws(() => decodeState({ state: 'ok', stale: { since: 'never', cause: '' } }, (v) => v), {
    message: 'stale.since: a time expected but the string "never" found',
  });
});
