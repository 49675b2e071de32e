import {
  configSchema,
  defineInterface,
  defineNamer,
  defineStore,
  type InterfacePlugin,
  type NamerPlugin,
  poll,
  type StorePlugin,
  z,
} from '@namerd/plugin';
import { memoryStore } from '@namerd/store-memory';

/** What is special about an interface: what happens in the middle of its calls. */
interface Special {
  create?(): void;
  listen?(): Promise<void>;
  close?(): Promise<void>;
}

interface FrontConfig {
  readonly name: string;
  readonly port: number;
}

/** Plugins that write down what happens to them, in order. */
export interface Recorder {
  readonly events: string[];
  readonly plugins: readonly [StorePlugin<object>, NamerPlugin<{ name: string }>, InterfacePlugin<FrontConfig>];
}

/** A recorder. What is special about an interface is looked up by its name in `special`. */
export function createRecorder(special: Readonly<Record<string, Special>> = {}): Recorder {
  const events: string[] = [];
  const follow = (name: string, signal: AbortSignal): void => {
    events.push(`create ${name}`);
    signal.addEventListener('abort', () => events.push(`abort ${name}`));
  };
  const store = defineStore<object>({
    kind: 'test.store',
    schema: configSchema(z.strictObject({})),
    create(_config, context) {
      follow('store', context.signal);
      const inner = memoryStore.create({ namespaces: new Map() }, context);
      return {
        list: () => inner.list(),
        observe: (namespace) => inner.observe(namespace),
        create: (...args) => inner.create(...args),
        update: (...args) => inner.update(...args),
        put: (...args) => inner.put(...args),
        delete: (...args) => inner.delete(...args),
        async [Symbol.asyncDispose]() {
          events.push('dispose store');
          await inner[Symbol.asyncDispose]();
        },
      };
    },
  });
  const namer = defineNamer<{ name: string }>({
    kind: 'test.namer',
    schema: configSchema(z.strictObject({ name: z.string() })),
    create({ name }, context) {
      follow(name, context.signal);
      return {
        lookup: () => poll({ context, name: `look for ${name}`, intervalMs: 1000, fetch: async () => ({ kind: 'neg' }) }),
        async [Symbol.asyncDispose]() {
          events.push(`dispose ${name}`);
        },
      };
    },
  });
  const front = defineInterface<FrontConfig>({
    kind: 'test.interface',
    schema: configSchema(z.strictObject({ name: z.string(), port: z.int() })),
    address: ({ port }) => ({ host: '127.0.0.1', port }),
    create({ name, port }, context) {
      special[name]?.create?.();
      follow(name, context.signal);
      return {
        async listen() {
          await special[name]?.listen?.();
          events.push(`listen ${name}`);
          return { host: '127.0.0.1', port };
        },
        async [Symbol.asyncDispose]() {
          events.push(`dispose ${name}`);
          await special[name]?.close?.();
        },
      };
    },
  });
  return { events, plugins: [store, namer, front] };
}

/** A configuration of a recorder's plugins: two namers, and interfaces of these names. */
export function recorderConfig(interfaces: readonly string[], admin: object = { port: 0 }): object {
  return {
    admin,
    storage: { kind: 'test.store' },
    namers: ['n1', 'n2'].map((name) => ({ kind: 'test.namer', prefix: `/${name}`, name })),
    interfaces: interfaces.map((name, i) => ({ kind: 'test.interface', name, port: i + 1 })),
  };
}
