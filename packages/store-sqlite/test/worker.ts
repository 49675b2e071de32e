import { createPluginContext, Dtab, Namespace, NamingError } from '@namerd/plugin';
import { sqliteStore } from '@namerd/store-sqlite';

// A second process on the file that the first argument names. Each line of its input is a command; each line of its output says what is done.
const [path = '', mode = ''] = process.argv.slice(2);
const web = Namespace.parse('web');
const store = sqliteStore.create({ path, pollMs: 50, busyTimeoutMs: 5_000 }, createPluginContext());

if (mode === 'one') {
  await store.put(web, Dtab.parse('/svc => /from-the-other-process'));
  console.log(Date.now());
  await store[Symbol.asyncDispose]();
} else if (mode === 'fill') {
  // Until the disk takes no more: what was acknowledged, and how the last write ended.
  const padding = Array.from(
    { length: 200 },
    (_, n) => `/svc/service-${n} => /a/rather/long/destination/that/takes/its/place/${n}`,
  ).join(';');
  for (let n = 0; ; n++) {
    const outcome = await store.put(web, Dtab.parse(`/svc => /n${n};${padding}`)).then(
      () => 'ok',
      (error: unknown) => NamingError.from(error).code,
    );
    console.log(`${n} ${outcome}`);
    if (outcome !== 'ok') break;
  }
} else {
  // Until it is killed: each number is printed after it is on the disk.
  for (let n = 0; ; n++) {
    await store.put(web, Dtab.parse(`/svc => /n${n}`));
    process.stdout.write(`${n}\n`);
  }
}
