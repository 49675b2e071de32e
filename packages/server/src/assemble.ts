import {
  type ConfigIssue,
  createInterpreter,
  type DtabStore,
  type Interpreter,
  type Mount,
  NamingError,
  type PluginContext,
  type ServedInterface,
  systemNamer,
} from '@namerd/plugin';
import { closeInOrder, type Opened } from './closing.ts';
import type { CheckedConfig } from './config/check.ts';
import type { ConfigPath } from './config/document.ts';
import { configError } from './config/findings.ts';

/** An interface that was made, and may listen. */
export interface AssembledInterface {
  readonly kind: string;
  readonly served: ServedInterface;
}

/** The parts of a namerd, made and put together, but at rest: nothing listens, and no backend was asked anything. */
export interface Assembly {
  readonly store: DtabStore;
  readonly interpreter: Interpreter;
  readonly interfaces: readonly AssembledInterface[];
  /** What is to be closed, in this order: interfaces first, then namers and store, last made first closed. */
  readonly opened: readonly (readonly Opened[])[];
}

/**
 * Makes all parts. Each gets a signal of its own, which aborts just before it is disposed. Rejects with `CONFIG` if plugins refuse their
 * configuration, with the refusals of all of them; what was made by then is closed.
 */
export async function assemble(checked: CheckedConfig, context: PluginContext): Promise<Assembly> {
  const parts = new Parts(context);
  try {
    const assembly = build(checked, parts);
    if (assembly === undefined || parts.refusals.length > 0) throw configError(parts.refusals, checked.document);
    return assembly;
  } catch (error) {
    await closeInOrder(parts.opened, { clock: context.clock, graceMs: checked.config.admin.shutdownGraceMs }).catch(() => {});
    throw error;
  }
}

function build({ config }: CheckedConfig, parts: Parts): Assembly | undefined {
  const { plugin } = config.store;
  const store = parts.make('backend', plugin.kind, ['storage'], (own) => plugin.create(config.store.config, own));
  const mounts: Mount[] = [];
  for (const { plugin, prefix, config: given, path } of config.namers) {
    const namer = parts.make('backend', plugin.kind, path, (own) => plugin.create(given, { ...own, prefix }));
    if (namer !== undefined) mounts.push({ prefix, namer });
  }
  const system = parts.make('backend', 'the system namer', [], (own) => systemNamer({ context: own }));
  if (store === undefined || system === undefined) return undefined;
  const interpreter = createInterpreter(mounts, { system });
  const interfaces: AssembledInterface[] = [];
  for (const { plugin, config: given, path } of config.interfaces) {
    const served = parts.make('interface', plugin.kind, path, (own) => plugin.create(given, { ...own, store, interpreter }));
    if (served !== undefined) interfaces.push({ kind: plugin.kind, served });
  }
  return { store, interpreter, interfaces, opened: parts.opened };
}

class Parts {
  readonly refusals: ConfigIssue[] = [];
  readonly #context: PluginContext;
  readonly #made = { backend: [] as Opened[], interface: [] as Opened[] };

  constructor(context: PluginContext) {
    this.#context = context;
  }

  get opened(): readonly (readonly Opened[])[] {
    return [this.#made.interface, ...this.#made.backend.map((one) => [one])];
  }

  make<T extends AsyncDisposable>(
    role: 'backend' | 'interface',
    what: string,
    path: ConfigPath,
    create: (own: PluginContext) => T,
  ): T | undefined {
    const stop = new AbortController();
    try {
      const made = create({ ...this.#context, signal: stop.signal });
      this.#made[role].unshift({
        what,
        async close() {
          stop.abort(new NamingError('CLOSED', `${what} is being closed`));
          await made[Symbol.asyncDispose]();
        },
      });
      return made;
    } catch (thrown) {
      const error = NamingError.from(thrown);
      if (error.code !== 'CONFIG') throw new NamingError(error.code, `${what}: ${error.message}`, { cause: error });
      this.refusals.push({ path: [...path, ...pathIn(error)], message: error.message });
      return undefined;
    }
  }
}

/** Where in its own part of the configuration a plugin found something wrong, if it says so. */
function pathIn({ details }: NamingError): ConfigPath {
  const { path } = details;
  return Array.isArray(path) ? path.filter((step) => typeof step === 'string' || typeof step === 'number') : [];
}
