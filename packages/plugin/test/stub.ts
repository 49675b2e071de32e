import { type DtabStore, type Namespace, type State, type Var, Version, type VersionedDtab, variable } from '@namerd/plugin';

/** A store whose answers are set from outside, and whose calls are counted. */
export interface Stub {
  readonly store: DtabStore;
  readonly names: Var<readonly Namespace[]>;
  readonly found: Var<VersionedDtab | undefined>;
  /** Namespaces that were observed or written, in order. */
  readonly calls: string[];
  disposals: number;
  /** What writes do. */
  write: (signal: AbortSignal | undefined) => Promise<Version>;
}

export function stubStore(): Stub {
  const calls: string[] = [];
  const names = variable<readonly Namespace[]>([]);
  const found = variable<VersionedDtab | undefined>(undefined, { equals: () => false });
  const stub: Stub = {
    store: {
      list: () => names,
      observe: (namespace) => {
        calls.push(namespace);
        return found;
      },
      create: (namespace, _dtab, options) => write(namespace, options?.signal),
      update: (namespace, _dtab, _expected, options) => write(namespace, options?.signal),
      put: (namespace, _dtab, options) => write(namespace, options?.signal),
      delete: async (namespace, options) => void (await write(namespace, options?.signal)),
      async [Symbol.asyncDispose]() {
        stub.disposals++;
      },
    },
    names,
    found,
    calls,
    disposals: 0,
    write: async () => Version.ofText('1'),
  };
  const write = async (namespace: string, signal: AbortSignal | undefined): Promise<Version> => {
    calls.push(namespace);
    return stub.write(signal);
  };
  return stub;
}

/** Everything that an activity says while it is observed. */
export function record<T>(activity: {
  observe(listener: (state: State<T>) => void): Disposable;
}): { readonly states: State<T>[] } & Disposable {
  const states: State<T>[] = [];
  const observation = activity.observe((state) => states.push(state));
  return { states, [Symbol.dispose]: () => observation[Symbol.dispose]() };
}

/** The end of this turn: what has changed has been delivered. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
