import { server } from '@namerd-example/compose-your-own';
import test from 'ava';

test('its own routes and the naming API live side by side, and closing ends both, watches included', async (t) => {
  const base = await server.listen({ host: '127.0.0.1', port: 0 });
  t.is(await (await fetch(`${base}/hello`)).text(), 'world');
  const resolved = await (await fetch(`${base}/naming/api/1/resolve/default?path=/svc/web`)).json();
  t.deepEqual(resolved, { type: 'bound', addrs: [{ ip: '127.0.0.1', port: 8080, meta: {} }], meta: {} });

  const watch = await fetch(`${base}/naming/api/1/bind/default?path=/svc/web&watch=true`);
  t.is(watch.status, 200);
  const lines = watch.text().catch(() => 'cut off');
  await server.close();
  t.regex(await lines, /io\.l5d\.fs\/web/);
  await t.throwsAsync(fetch(`${base}/hello`));
});
