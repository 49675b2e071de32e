/** A value of the metadata that namers attach to endpoints and address sets: whatever JSON can say. */
export type MetaValue = string | number | boolean | null | readonly MetaValue[] | { readonly [key: string]: MetaValue };

/** Metadata by key. Keys with a meaning to clients: `authority`, `nodeName`. */
export type Meta = Readonly<Record<string, MetaValue>>;

/** A text that is the same for the same metadata, whatever the order of its keys. No metadata is the same as none with entries. */
export function metaKey(meta: Meta | undefined): string {
  return meta === undefined ? '{}' : JSON.stringify(meta, inOrder);
}

function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
