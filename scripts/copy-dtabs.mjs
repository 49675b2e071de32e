/**
 * node scripts/copy-dtabs.mjs FROM TO [--replace]: copies every dtab from one namerd to another over their HTTP APIs, whatever stores they have, and
 * compares what has arrived. FROM may be a namerd 1.7.5. A namespace that TO has already is left alone, unless --replace is given.
 */
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const type = 'application/dtab';

/**
 * @param {{ from: string, to: string, replace?: boolean, log?: (line: string) => void }} options
 * @returns {Promise<number>} how many namespaces of FROM are not the same in TO
 */
export async function copyDtabs({ from, to, replace = false, log = console.log }) {
  const names = JSON.parse(await ask(`${from}/api/1/dtabs`));
  let differing = 0;
  for (const listed of names) {
    const name = listed.replace(/^\//, ''); // the etcd store of namerd 1.7.5 lists names with a slash
    const text = await ask(`${from}/api/1/dtabs/${name}`, { headers: { accept: type } });
    const method = replace ? 'PUT' : 'POST';
    const written = await fetch(`${to}/api/1/dtabs/${name}`, { method, headers: { 'content-type': type }, body: text });
    const isThere = written.status === 409 && !replace;
    if (!written.ok && !isThere) throw new Error(`${method} ${name}: ${written.status} ${await written.text()}`);
    const isSame = (await dtabOf(to, name)) === (await dtabOf(from, name));
    if (!isSame) differing++;
    log(`${name}: ${isThere ? 'is there already' : 'copied'}, ${isSame ? 'the same' : 'NOT the same'}`);
  }
  log(`${names.length} namespaces, ${differing} not the same`);
  return differing;
}

/**
 * The dentries, with weights as numbers: namerd 1.7.5 prints 0.50 where others print 0.5.
 *
 * @param {string} base @param {string} name
 */
async function dtabOf(base, name) {
  const text = await ask(`${base}/api/1/dtabs/${name}`, { headers: { accept: type } });
  return text.trim().replace(/\b\d+(\.\d+)?(?=\*)/g, (weight) => String(Number(weight)));
}

/** @param {string} url @param {RequestInit} [init] */
async function ask(url, init) {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(10_000) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${text}`);
  return text;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values, positionals } = parseArgs({
    options: { replace: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [from, to] = positionals.map((url) => url.replace(/\/$/, ''));
  if (from === undefined || to === undefined) {
    console.error('usage: node scripts/copy-dtabs.mjs FROM TO [--replace]   (such as http://old:4180 http://new:4180)');
    process.exit(2);
  }
  process.exitCode = (await copyDtabs({ from, to, replace: values.replace })) === 0 ? 0 : 1;
}
