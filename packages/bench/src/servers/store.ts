/** A process that opens one store, reads its list, and says by how much it has grown since it was bare. */
const settings: { package: string; name: string; config: object } = JSON.parse(process.argv[2] ?? '{}');
const gc = (globalThis as { gc?: () => void }).gc;

async function rss(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    gc?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return process.memoryUsage().rss;
}

const before = await rss();
const { createPluginContext } = await import('@namerd/plugin');
const plugin = (await import(settings.package))[settings.name];
const decoded = plugin.schema.decode(settings.config);
if (!decoded.ok) throw new Error(JSON.stringify(decoded.issues));
const store = plugin.create(decoded.value, createPluginContext());
store.list().observe(() => undefined);
await store.list().first();
process.send?.({ port: 0, bytes: (await rss()) - before });
