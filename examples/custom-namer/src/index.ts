import { readFile } from 'node:fs/promises';
import type { NamerPlugin } from '@namerd/plugin';
import { Addr, configSchema, constant, defineNamer, Label, NameTree, Path, poll, whilePresent, z } from '@namerd/plugin';

type Services = ReadonlyMap<string, Addr>;

const content = z.record(z.string(), z.array(z.strictObject({ host: z.string(), port: z.int() })));

async function read(file: string, signal: AbortSignal): Promise<Services> {
  const services = content.parse(JSON.parse(await readFile(file, { encoding: 'utf8', signal })));
  return new Map(Object.entries(services).map(([name, endpoints]) => [name, Addr.bound(endpoints)]));
}

/** Names from a JSON file such as `{"web": [{"host": "127.0.0.1", "port": 8080}]}`: `/#/example.json/web` are the endpoints of `web`. */
export const jsonNamer: NamerPlugin<{ file: string; intervalMs: number }> = defineNamer({
  kind: 'example.json',
  defaultPrefix: '/example.json',
  schema: configSchema(z.strictObject({ file: z.string(), intervalMs: z.int().min(10).default(1_000) })),
  create({ file, intervalMs }, context) {
    // Runs while a name is observed, once for all of them. A read that fails leaves the last good answer in place, marked stale.
    const services = poll<Services>({ context, name: file, intervalMs, fetch: (signal) => read(file, signal) });
    return {
      lookup(path) {
        const [name] = path.labels;
        if (name === undefined) return constant(NameTree.neg);
        const addr = services.map((all) => all.get(Label.text(name)) ?? Addr.neg, Addr.equals);
        return whilePresent({ id: Path.concat(context.prefix, Path.take(path, 1)), residual: Path.drop(path, 1), addr });
      },
      async [Symbol.asyncDispose]() {}, // nothing to close: the watch ends with its last observer
    };
  },
});
