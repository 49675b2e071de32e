import { isIPv6 } from 'node:net';
import { formatIp } from '@namerd/wire';
import test from 'ava';
import fc from 'fast-check';

test('addresses have the form of the JVM', (t) => {
  const printed: [string, string | undefined][] = [
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '0:0:0:0:0:0:0:1'],
    ['::', '0:0:0:0:0:0:0:0'],
    ['FE80::62f8:1dff:fed0:4452', 'fe80:0:0:0:62f8:1dff:fed0:4452'],
    ['2001:0db8:0:0:0:0:0:0001', '2001:db8:0:0:0:0:0:1'],
    ['fe80::1%eth0', 'fe80:0:0:0:0:0:0:1%eth0'],
    ['::ffff:1.2.3.4', '1.2.3.4'],
    ['64:ff9b::1.2.3.4', '64:ff9b:0:0:0:0:102:304'],
    ['web.example', undefined],
    ['', undefined],
  ];
  for (const [host, text] of printed) t.is(formatIp(host), text);
});

test('what is printed is the same address, printed once more the same', (t) => {
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      const text = formatIp(address);
      return text !== undefined && formatIp(text) === text && (isIPv6(text) || text.includes('.'));
    }),
  );
  t.pass();
});
