import { configSchema, Dtab, Namespace, NamingError, type Schema, z } from '@namerd/plugin';

/** Configuration of the store, decoded. */
export interface MemoryStoreConfig {
  /** What the store holds at first, by namespace. Default: nothing. */
  readonly namespaces: ReadonlyMap<Namespace, Dtab>;
}

const namespaces = z
  .record(z.string(), z.string())
  .default({})
  .describe('The dtabs that the store holds at first, by namespace.')
  .transform((texts, context): ReadonlyMap<Namespace, Dtab> => {
    const dtabs = new Map<Namespace, Dtab>();
    for (const [name, text] of Object.entries(texts)) {
      try {
        dtabs.set(Namespace.parse(name), Dtab.parse(text));
      } catch (error) {
        context.issues.push({ code: 'custom', path: [name], message: message(error), input: text });
      }
    }
    return dtabs;
  });

function message(thrown: unknown): string {
  const { message: text, details } = NamingError.from(thrown);
  const { line, column } = details;
  return typeof line === 'number' && typeof column === 'number' ? `${text} (line ${line}, column ${column})` : text;
}

/** Reads the configuration. A dtab that cannot be read and a name that is none are issues at `namespaces.<name>`. */
export const memoryStoreSchema: Schema<MemoryStoreConfig> = configSchema(z.strictObject({ namespaces }));
