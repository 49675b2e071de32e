import { NamingError } from '@namerd/plugin';
import test from 'ava';
import { shown, shows, Trial } from './support/trial.ts';

/** How the content of a file is shown; of malformed content, what was expected where. */
async function read(content: string): Promise<string> {
  await using trial = await Trial.start({ web: content }, { resolver: { resolve: () => Promise.resolve(undefined) } });
  const state = await trial.watch('/web').until('an answer', ({ kind }) => kind !== 'pending');
  if (state.kind !== 'failed') return shown(state);
  if (!NamingError.is(state.error, 'PROTOCOL')) return `not PROTOCOL: ${String(state.error)}`;
  const { line, column, expected } = state.error.details;
  return `${String(line)}:${String(column)}: expected ${String(expected)}`;
}

const good: Readonly<Record<string, string>> = {
  '10.0.0.1 80': '10.0.0.1:80',
  '10.0.0.1 80\n10.0.0.2 81\n': '10.0.0.1:80 10.0.0.2:81',
  '\t10.0.0.1 \t 80  \r\n\r\n10.0.0.2 80': '10.0.0.1:80 10.0.0.2:80',
  '# all\n10.0.0.1 80#web\n10.0.0.2 80 # 10.0.0.3 80\n': '10.0.0.1:80 10.0.0.2:80',
  '10.0.0.1 80\n10.0.0.1 80\n': '10.0.0.1:80',
  '10.0.0.1 1\n10.0.0.1 65535': '10.0.0.1:1 10.0.0.1:65535',
  '2001:db8::1 80\n[2001:db8::2] 80\n::1 80': '2001:db8::1:80 2001:db8::2:80 ::1:80',
  '10.0.0.1 80 * 0\n10.0.0.2 80 * 1\n10.0.0.3 80 * 0.5\n10.0.0.4 80 * 2e1\n10.0.0.5 80 * .5': [
    '10.0.0.1:80 * 0',
    '10.0.0.2:80 * 1',
    '10.0.0.3:80 * 0.5',
    '10.0.0.4:80 * 20',
    '10.0.0.5:80 * 0.5',
  ].join(' '),
  'web.example.com 80\nweb_1 80\nweb. 80': 'web.:80 web.example.com:80 web_1:80',
};

for (const [content, expected] of Object.entries(good)) {
  test(`reads ${JSON.stringify(content)}`, async (t) => t.is(await read(content), expected));
}

const malformed: Readonly<Record<string, string>> = {
  '10.0.0.1': '1:9: expected a port from 1 to 65535',
  '10.0.0.1:80': '1:1: expected an address or a host name',
  '10.0.0.1 80\n10.0.0.1 0': '2:10: expected a port from 1 to 65535',
  '10.0.0.1 65536': '1:10: expected a port from 1 to 65535',
  '10.0.0.1 80.5': '1:10: expected a port from 1 to 65535',
  '10.0.0.1 -80': '1:10: expected a port from 1 to 65535',
  '10.0.0.1 http': '1:10: expected a port from 1 to 65535',
  '10.0.0.1 80 81': '1:13: expected * or the end of the line',
  '10.0.0.1 80 *2.0': '1:13: expected * or the end of the line',
  '10.0.0.1 80 *': '1:14: expected a weight, 0 or more',
  '10.0.0.1 80 * -1': '1:15: expected a weight, 0 or more',
  '10.0.0.1 80 * NaN': '1:15: expected a weight, 0 or more',
  '10.0.0.1 80 * Infinity': '1:15: expected a weight, 0 or more',
  '10.0.0.1 80 * 1e999': '1:15: expected a weight, 0 or more',
  '10.0.0.1 80 * 0x10': '1:15: expected a weight, 0 or more',
  '10.0.0.1 80 * 1 2': '1:17: expected the end of the line',
  '# fine\n\n  [10.0.0.1] 80': '3:3: expected an address or a host name',
  '[::1 80': '1:1: expected an address or a host name',
  'http://web 80': '1:1: expected an address or a host name',
  '-web 80': '1:1: expected an address or a host name',
  'web..example 80': '1:1: expected an address or a host name',
  [`${'a'.repeat(64)} 80`]: '1:1: expected an address or a host name',
};

for (const [content, expected] of Object.entries(malformed)) {
  test(`refuses ${JSON.stringify(content.slice(0, 40))}`, async (t) => t.is(await read(content), expected));
}

test('an error shows only the beginning of a long line', async (t) => {
  await using trial = await Trial.start({ web: `${'x'.repeat(400_000)}!` });
  const state = await trial.watch('/web').until('failed', ({ kind }) => kind === 'failed');
  t.true(state.kind === 'failed' && state.error.message.length < 400);
});

test('bytes that are not UTF-8 do no harm in a comment', async (t) => {
  await using trial = await Trial.start();
  await trial.folder.write('web', Buffer.from([0x23, 0xff, 0xfe, 0x0a, ...Buffer.from('10.0.0.1 80')]));
  await shows(trial.watch('/web'), '10.0.0.1:80');
  t.pass();
});
