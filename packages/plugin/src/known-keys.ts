type Json = Readonly<Record<string, unknown>>;

/** The keys that a JSON Schema allows at `path` of its input: those of all forms, where there are several. */
export function knownKeys(root: object, path: readonly (string | number)[]): readonly string[] {
  let here = expand(root, [root as Json]);
  for (const step of path)
    here = expand(
      root,
      here.flatMap((schema) => below(schema, step)),
    );
  return [...new Set(here.flatMap((schema) => Object.keys(record(schema['properties']))))];
}

/**
 * The first object that would let unknown keys pass unseen, as a path; `undefined` if there is none. An object that says what else it
 * takes (a record, a loose object) is as its author wants it.
 */
export function openObject(root: object): string | undefined {
  return search(root as Json, 'configuration');
}

function search(schema: Json, where: string): string | undefined {
  if (schema['properties'] !== undefined && schema['additionalProperties'] === undefined) return where;
  for (const [key, value] of Object.entries(record(schema['properties']))) {
    const found = search(record(value), `${where}.${key}`);
    if (found !== undefined) return found;
  }
  const nested = [...forms(schema), ...list(schema['items']), ...list(schema['additionalProperties'])];
  for (const [name, value] of Object.entries(record(schema['$defs']))) nested.push({ ...record(value), title: name });
  for (const inner of nested) {
    const found = search(inner, where);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The schemas and, in place of references and alternatives, what they stand for. */
function expand(root: object, schemas: readonly Json[], depth = 0): readonly Json[] {
  if (depth > 20) return [];
  return schemas.flatMap((schema) => {
    const others = [...forms(schema), ...referenced(root, schema)];
    return others.length === 0 ? [schema] : [schema, ...expand(root, others, depth + 1)];
  });
}

function forms(schema: Json): Json[] {
  return ['anyOf', 'oneOf', 'allOf'].flatMap((word) => list(schema[word]));
}

function referenced(root: object, schema: Json): Json[] {
  const reference = schema['$ref'];
  if (typeof reference !== 'string' || !reference.startsWith('#')) return [];
  let found = root as Json;
  for (const step of reference.slice(1).split('/').filter(Boolean)) found = record(found[step]);
  return [found];
}

function below(schema: Json, step: string | number): readonly Json[] {
  if (typeof step === 'number') return [...list(schema['items']), ...list(schema['prefixItems']).slice(step, step + 1)];
  const properties = record(schema['properties']);
  return Object.hasOwn(properties, step) ? list(properties[step]) : list(schema['additionalProperties']);
}

function list(value: unknown): Json[] {
  if (Array.isArray(value)) return value.map(record);
  return typeof value === 'object' && value !== null ? [value as Json] : [];
}

function record(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}
