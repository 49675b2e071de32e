import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NamerBackend, testNamer } from '@namerd/namer-testkit';
import { createPluginContext, type Endpoint, Path } from '@namerd/plugin';
import { jsonNamer } from '@namerd-example/custom-namer';
import test from 'ava';

/** A JSON file of one test. Taking it away is an outage. */
async function jsonFile(): Promise<NamerBackend> {
  const folder = await mkdtemp(join(tmpdir(), 'custom-namer-'));
  const file = join(folder, 'services.json');
  const prefix = Path.parse('/#/example.json');
  const services: Record<string, readonly Endpoint[]> = {};
  // Written beside it and renamed, so that nobody reads half of it.
  const save = async (): Promise<void> => {
    await writeFile(`${file}.new`, JSON.stringify(services));
    await rename(`${file}.new`, file);
  };
  await save();
  return {
    prefix,
    open: () => jsonNamer.create({ file, intervalMs: 20 }, { ...createPluginContext(), prefix }),
    nameOf: (service) => Path.of(service),
    async set(service, endpoints) {
      services[service] = endpoints;
      await save();
    },
    async remove(service) {
      delete services[service];
      await save();
    },
    fail: () => rename(file, `${file}.away`),
    recover: () => rename(`${file}.away`, file),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

testNamer({
  test,
  name: 'json file',
  backend: jsonFile,
  capabilities: {
    sharedWatch: false,
    outage: true,
    nonsense: false,
    emptySets: true,
    weights: false,
    metadata: false,
    names: false,
  },
});
