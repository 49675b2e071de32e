type Json = Readonly<Record<string, unknown>>;

/** Whether a value is valid, for as much of JSON Schema as our schemas use; anything else in a schema is an error. */
export function isValid(schema: unknown, value: unknown): boolean {
  return Object.entries(schema as Json).every(([word, rule]) => {
    const check = words[word];
    if (check === undefined) throw new Error(`${word} is not known here`);
    return check(rule, value, schema as Json);
  });
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

const types: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number',
  integer: Number.isInteger,
};

const words: Readonly<Record<string, (rule: unknown, value: unknown, schema: Json) => boolean>> = {
  $schema: () => true,
  title: () => true,
  description: () => true,
  default: () => true,
  format: () => true,
  pattern: () => true,
  propertyNames: () => true,
  type: (rule, value) => types[rule as string]?.(value) === true,
  const: (rule, value) => rule === value,
  enum: (rule, value) => (rule as unknown[]).includes(value),
  minimum: (rule, value) => typeof value !== 'number' || value >= (rule as number),
  maximum: (rule, value) => typeof value !== 'number' || value <= (rule as number),
  minLength: (rule, value) => typeof value !== 'string' || value.length >= (rule as number),
  minItems: (rule, value) => !Array.isArray(value) || value.length >= (rule as number),
  required: (rule, value) => !isObject(value) || (rule as string[]).every((key) => key in value),
  oneOf: (rule, value) => (rule as unknown[]).filter((one) => isValid(one, value)).length === 1,
  anyOf: (rule, value) => (rule as unknown[]).some((one) => isValid(one, value)),
  items: (rule, value) => !Array.isArray(value) || value.every((item) => isValid(rule, item)),
  properties: (rule, value) =>
    !isObject(value) || Object.entries(rule as Json).every(([key, inner]) => !(key in value) || isValid(inner, value[key])),
  additionalProperties: (rule, value, schema) => {
    if (!isObject(value) || rule === true) return true;
    const others = Object.keys(value).filter((key) => !(key in ((schema['properties'] as Json | undefined) ?? {})));
    return others.every((key) => rule !== false && isValid(rule, value[key]));
  },
};
