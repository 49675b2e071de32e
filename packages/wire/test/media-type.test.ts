import { dtabMediaTypeOf, mediaTypeOf, negotiate } from '@namerd/wire';
import test from 'ava';

const known = ['application/json', 'application/dtab', 'text/plain'] as const;

test('the first entry that is known decides, whatever its quality', (t) => {
  const chosen: [string | undefined, (typeof known)[number] | undefined][] = [
    [undefined, undefined],
    ['*/*', undefined],
    ['text/*, text/html', undefined],
    ['application/dtab;q=0.1, application/json;q=1', 'application/dtab'],
    [' Text/Plain ; charset=utf-8', 'text/plain'],
    ['text/html, application/json', 'application/json'],
  ];
  for (const [accept, type] of chosen) t.is(negotiate(accept, known), type);
});

test('parameters and case of a Content-Type do not count', (t) => {
  t.is(mediaTypeOf(' Application/JSON ;charset=UTF-8'), 'application/json');
  t.is(mediaTypeOf(undefined), '');
  t.is(dtabMediaTypeOf('TEXT/PLAIN; charset=latin1'), 'text/plain');
  t.is(dtabMediaTypeOf('text/html'), undefined);
});
