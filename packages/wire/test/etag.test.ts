import { Version } from '@namerd/store';
import { decodeEtags, encodeEtag, matchesEtags } from '@namerd/wire';
import test from 'ava';

const one = Version.ofBytes(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1));
const two = Version.ofBytes(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 2));

test('the ETag is the base64 of the stamp, without quotes', (t) => {
  t.is(encodeEtag(one), 'AAAAAAAAAAE=');
});

for (const header of [
  'AAAAAAAAAAE=',
  '"AAAAAAAAAAE="',
  'W/"AAAAAAAAAAE="',
  ' AAAA AAAA AAE= ',
  'AAAAAAAAAAE',
  '"x%", "AAAAAAAAAAE="',
]) {
  test(`names the version: ${header}`, (t) => {
    t.true(matchesEtags(decodeEtags(header), one));
    t.false(matchesEtags(decodeEtags(header), two));
  });
}

test('a star names any version', (t) => {
  t.true(matchesEtags(decodeEtags(' * '), one));
});

for (const header of ['', '"', 'W/""', 'A', 'AAAA=', '====', '"*"', 'yolo']) {
  test(`names no version that there is: ${header}`, (t) => {
    t.false(matchesEtags(decodeEtags(header), one));
  });
}

test('a tag that no version could have is left out', (t) => {
  t.deepEqual(decodeEtags('A, "AAAA=", "AAAAAAAAAAI="'), { kind: 'versions', versions: [two] });
});
