import { failing } from '@namerd/activity';
import { NamingError } from '@namerd/errors';
import test from 'ava';
import { ask, type Call } from './support/client.ts';
import { scriptedStore, serve, storeOf } from './support/server.ts';

const accept = 'application/json, application/problem+json';

async function problem(path: string, { headers, ...call }: Call = {}): Promise<Record<string, unknown>> {
  await using server = await serve({ store: storeOf({ web: '/a=>/b' }) });
  const reply = await ask(server.port, path, { ...call, headers: { ...headers, accept } });
  const body = JSON.parse(reply.body);
  if (reply.headers['content-type'] !== 'application/problem+json' || reply.status !== body.status)
    throw new Error('not a problem');
  return body;
}

test('a dtab that cannot be read is explained with line and column, also where namerd says nothing', async (t) => {
  const headers = { 'content-type': 'application/dtab' };
  for (const method of ['PUT', 'POST']) {
    const found = await problem('/api/1/dtabs/new', { method, headers, body: '/a=>/b;\n/c' });
    t.like(found, {
      type: 'urn:namerd:error:parse',
      title: 'Bad Request',
      status: 400,
      code: 'PARSE',
      details: { line: 2, column: 3 },
    });
    t.regex(String(found['detail']), /^'=' expected but end of input found/);
  }
});

test('JSON that cannot be read is explained with its place', async (t) => {
  const call = {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: '[{"prefix":"/a","dst":"/b"},{"prefix":"/a"}]',
  };
  t.like(await problem('/api/1/dtabs/web', call), {
    status: 400,
    detail: '[1].dst: a string expected but nothing found',
    details: { place: '[1].dst', expected: 'a string', found: 'nothing' },
  });
});

const explained: [string, Call, object][] = [
  ['/api/1/dtabs/none', {}, { status: 404, title: 'Not Found', detail: 'the namespace does not exist' }],
  [
    '/api/1/dtabs/none',
    { method: 'DELETE' },
    { status: 404, code: 'NAMESPACE_NOT_FOUND', detail: 'The dtab namespace none does not exist' },
  ],
  [
    '/api/1/dtabs/web',
    { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '' },
    { status: 409, code: 'NAMESPACE_EXISTS' },
  ],
  ['/api/1/dtabs/web', { method: 'DELETE', headers: { 'if-match': 'yolo' } }, { status: 412, code: 'VERSION_MISMATCH' }],
  ['/api/1/dtabs/a.b', {}, { status: 400, code: 'NAMESPACE_INVALID' }],
  ['/api/1/dtabs', { method: 'DELETE' }, { status: 405, detail: 'only GET and HEAD' }],
  ['/api/1/bind/web', {}, { status: 400, type: 'about:blank', detail: 'Invalid path: the parameter path is missing' }],
  ['/api/1/nothing', {}, { status: 404, detail: 'there is nothing here' }],
  ['/api/1/delegate', { method: 'POST' }, { status: 415, detail: 'Content-Type must be application/json' }],
];
for (const [path, call, expected] of explained) {
  test(`explained: ${call.method ?? 'GET'} ${path} ${JSON.stringify(expected)}`, async (t) => {
    t.like(await problem(path, call), expected);
  });
}

test('a bug is not explained to strangers', async (t) => {
  await using server = await serve({
    store: scriptedStore(failing(new NamingError('INTERNAL', 'password=secret', { details: { password: 'secret' } }))),
  });
  const reply = await ask(server.port, '/api/1/dtabs/web', { headers: { accept } });
  t.notRegex(reply.body, /secret/);
  t.like(JSON.parse(reply.body), { status: 500, code: 'INTERNAL', detail: 'an internal error; the log says more' });
});

test('who does not ask for problem details gets the words of namerd', async (t) => {
  await using server = await serve();
  const reply = await ask(server.port, '/api/1/bind/web?path=x', { headers: { accept: 'application/json, */*' } });
  t.deepEqual([reply.headers['content-type'], reply.body], [undefined, "Invalid path: x / '/' expected but 'x' found at '[x]'"]);
});
