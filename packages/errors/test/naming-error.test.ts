import { NamingError, namingErrorCodes } from '@namerd/errors';
import test from 'ava';

test('an error carries its code, message, details and cause', (t) => {
  const cause = new Error('inner');
  const error = new NamingError('PARSE', 'no', { cause, details: { line: 1 } });
  t.is(error.code, 'PARSE');
  t.is(error.message, 'no');
  t.deepEqual(error.details, { line: 1 });
  t.is(error.cause, cause);
  t.is(error.name, 'NamingError');
  t.true(error instanceof Error);
});

test('is tells naming errors from others, and codes from each other', (t) => {
  const error = new NamingError('CLOSED', 'closed');
  t.true(NamingError.is(error));
  t.true(NamingError.is(error, 'CLOSED'));
  t.false(NamingError.is(error, 'ABORTED'));
  t.false(NamingError.is(new Error('closed')));
  t.false(NamingError.is('CLOSED'));
});

test('is knows errors of another copy of the package', (t) => {
  const foreign = Object.assign(new Error('x'), { name: 'NamingError', code: 'TIMEOUT' });
  t.true(NamingError.is(foreign, 'TIMEOUT'));
  t.false(NamingError.is(Object.assign(new Error('x'), { name: 'NamingError', code: 'NOPE' })));
});

test('from keeps a naming error as it is', (t) => {
  const error = new NamingError('TIMEOUT', 'late');
  t.is(NamingError.from(error), error);
});

test('from turns an abort into ABORTED and a timeout into TIMEOUT', (t) => {
  t.is(NamingError.from(new DOMException('gone', 'AbortError')).code, 'ABORTED');
  t.is(NamingError.from(new DOMException('late', 'TimeoutError')).code, 'TIMEOUT');
});

test('from keeps the original as the cause of an INTERNAL error, or of the code asked for', (t) => {
  const original = new TypeError('x is not a function');
  const error = NamingError.from(original);
  t.is(error.code, 'INTERNAL');
  t.is(error.cause, original);
  t.is(NamingError.from(original, 'UNAVAILABLE').code, 'UNAVAILABLE');
  t.is(NamingError.from('text').message, 'text');
});

test('throwIfAborted throws ABORTED with the reason as cause', (t) => {
  t.notThrows(() => NamingError.throwIfAborted(undefined));
  t.notThrows(() => NamingError.throwIfAborted(new AbortController().signal));
  const error = t.throws(() => NamingError.throwIfAborted(AbortSignal.abort('why')), { code: 'ABORTED' });
  t.is(error?.cause, 'why');
});

test('the list of codes has no duplicates', (t) => {
  t.is(new Set(namingErrorCodes).size, namingErrorCodes.length);
});
