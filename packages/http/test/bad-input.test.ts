import test from 'ava';
import { ask, type Call } from './support/client.ts';
import { serve, storedText, storeOf } from './support/server.ts';

const dtab = { 'content-type': 'application/dtab' };
const json = { 'content-type': 'application/json' };
const longName = 'n'.repeat(254);

/** What is asked, and what is answered. */
const cases: readonly (readonly [name: string, path: string, call: Call, status: number, body: string | RegExp])[] = [
  ['a path that is none', '/api/1/bind/web?path=nope', {}, 400, "Invalid path: nope / '/' expected but 'n' found at '[n]ope'"],
  ['no path at all', '/api/1/bind/web', {}, 400, 'Invalid path: the parameter path is missing'],
  ['no path for an address', '/api/1/addr/web?watch=1', {}, 400, 'Invalid path: the parameter path is missing'],
  ['an empty path', '/api/1/resolve/web?path=', {}, 400, "Invalid path:  / '/' expected but end of input found at '[]'"],
  [
    'a dtab that is none, to bind',
    '/api/1/bind/web?path=/a&dtab=x',
    {},
    400,
    "Invalid dtab: '/' expected but 'x' found at '[x]'",
  ],
  ['a dtab that is none, to resolve', '/api/1/resolve/web?path=/a&dtab=/a', {}, 400, /^Invalid dtab: '=' expected/],
  ['a dtab that is none, to delegate', '/api/1/delegate/web?path=/a&dtab=/a', {}, 400, /^Invalid dtab: '=' expected/],
  [
    'a path of other letters, which are shown',
    '/api/1/bind/web?path=%C3%A4',
    {},
    400,
    "Invalid path: ä / '/' expected but 'ä' found at '[ä]'",
  ],
  ['a malformed escape', '/api/1/bind/web?path=%2', {}, 400, 'Invalid query: malformed percent escape in "%2"'],
  ['an escape that is not UTF-8', '/api/1/bind/web?path=/%ff', {}, 400, 'Invalid query: malformed percent escape in "/%ff"'],
  ['a namespace with a slash', '/api/1/dtabs/a/b', {}, 400, /^invalid dtab namespace a\/b: /],
  ['a namespace with an escape, which is not undone', '/api/1/dtabs/a%20b', {}, 400, /^invalid dtab namespace a%20b: /],
  ['a namespace with an escape that is none', '/api/1/dtabs/a%zz', {}, 400, /./],
  [
    'a namespace that is too long',
    `/api/1/dtabs/${longName}`,
    { method: 'PUT', headers: dtab, body: '' },
    400,
    /^invalid dtab namespace/,
  ],
  ['a namespace to delete that is none', '/api/1/dtabs/a.b', { method: 'DELETE' }, 400, /^invalid dtab namespace a\.b: /],
  ['a namespace to watch that is none', '/api/1/dtabs/a.b?watch=1', {}, 400, /^invalid dtab namespace a\.b: /],
  ['an unknown namespace', '/api/1/dtabs/none', {}, 404, ''],
  ['an unknown namespace to delete', '/api/1/dtabs/none', { method: 'DELETE' }, 404, ''],
  [
    'a Content-Type that is none',
    '/api/1/dtabs/web',
    { method: 'PUT', headers: { 'content-type': '!' }, body: '' },
    400,
    'Invalid Content-Type "!". ',
  ],
  [
    'a Content-Type of something else',
    '/api/1/dtabs/web',
    { method: 'POST', headers: { 'content-type': 'text/html' }, body: '' },
    400,
    '',
  ],
  [
    'text that is no dtab',
    '/api/1/dtabs/web',
    { method: 'PUT', headers: dtab, body: '/a=>' },
    400,
    "simple expected but end of input found at '/a=>[]'",
  ],
  ['JSON that is none', '/api/1/dtabs/web', { method: 'PUT', headers: json, body: '[{"prefix":' }, 400, ''],
  ['JSON of something else', '/api/1/dtabs/web', { method: 'PUT', headers: json, body: '{}' }, 400, ''],
  ['JSON without dst', '/api/1/dtabs/web', { method: 'PUT', headers: json, body: '[{"prefix":"/a"}]' }, 400, ''],
  ['JSON with null for dst', '/api/1/dtabs/web', { method: 'PUT', headers: json, body: '[{"prefix":"/a","dst":null}]' }, 400, ''],
  [
    'JSON with null',
    '/api/1/dtabs/web',
    { method: 'PUT', headers: json, body: '[null]' },
    400,
    'The dtab contains invalid dentries: [null]',
  ],
  ['an empty JSON body', '/api/1/dtabs/web', { method: 'PUT', headers: json, body: '' }, 400, ''],
  ['a posted delegation of another type', '/api/1/delegate', { method: 'POST', headers: dtab, body: '{}' }, 415, ''],
  [
    'a posted delegation without a path',
    '/api/1/delegate',
    { method: 'POST', headers: json, body: '{"dtab":""}' },
    400,
    'Malformed delegation request: {"dtab":""}',
  ],
  [
    'a posted delegation that is not JSON',
    '/api/1/delegate',
    { method: 'POST', headers: json, body: 'null' },
    400,
    'Malformed delegation request: null',
  ],
  [
    'a posted delegation with a bad path',
    '/api/1/delegate',
    { method: 'POST', headers: json, body: '{"dtab":"","path":"x"}' },
    400,
    "Invalid path: '/' expected but 'x' found at '[x]'",
  ],
  [
    'a posted delegation with a bad dtab',
    '/api/1/delegate',
    { method: 'POST', headers: json, body: '{"dtab":"x","path":"/"}' },
    400,
    "Invalid dtab: '/' expected but 'x' found at '[x]'",
  ],
  ['a route that does not exist', '/api/1/bindXYZ?path=/a', {}, 404, ''],
  ['another route that does not exist', '/api/1/delegateXYZ?path=/a', {}, 404, ''],
  ['a method that a dtab does not know', '/api/1/dtabs/web', { method: 'PATCH' }, 404, ''],
  ['a method that bound names do not know', '/api/1/bound-names', { method: 'HEAD' }, 404, ''],
  ['a method that the state does not know', '/state', { method: 'POST' }, 405, ''],
];

for (const [name, path, call, status, body] of cases) {
  test(`refused: ${name}`, async (t) => {
    await using server = await serve({ store: storeOf({ web: '/kept=>/as/it/is' }) });
    const reply = await ask(server.port, path, call);
    t.is(reply.status, status, reply.body);
    if (typeof body === 'string') t.is(reply.body, body);
    else t.regex(reply.body, body);
    t.is(await storedText(server.store, 'web'), '/kept=>/as/it/is');
  });
}
