import type { Registry, Role, Schema } from '@namerd/plugin';
import { adminSchema } from './admin.ts';
import { experimentalSchema } from './experimental.ts';
import { interfaceSchema } from './interfaces.ts';
import { namerSchema } from './namers.ts';
import { telemeterKinds, telemeterSchema } from './telemetry.ts';

type Json = Readonly<Record<string, unknown>>;

/** The JSON Schema of configurations that use these plugins, for editors and CI. */
export function configJsonSchema(registry: Registry): object {
  const entries = (role: Role, schemaOf: (kind: string) => Schema<unknown>, common: Schema<unknown>): object => ({
    oneOf: registry.kinds(role).map((kind) => entry(kind, schemaOf(kind), common)),
  });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'namerd',
    type: 'object',
    required: ['storage', 'interfaces'],
    additionalProperties: false,
    properties: {
      admin: withoutDialect(adminSchema.jsonSchema),
      storage: entries('store', (kind) => registry.store(kind).schema, experimentalSchema),
      namers: { type: 'array', items: entries('namer', (kind) => registry.namer(kind).schema, namerSchema) },
      interfaces: {
        type: 'array',
        minItems: 1,
        items: entries('interface', (kind) => registry.interface(kind).schema, interfaceSchema),
      },
      telemetry: {
        type: 'array',
        items: { oneOf: telemeterKinds.map((kind) => entry(kind, telemeterSchema(kind), experimentalSchema)) },
      },
      plugins: {
        type: 'array',
        items: { type: 'string' },
        description: 'Packages, or files relative to this one, whose named exports are plugins.',
      },
    },
  };
}

/** An entry that is chosen by its kind. Where a plugin's schema is not one simple object, its keys are left open. */
function entry(kind: string, own: Schema<unknown>, common: Schema<unknown>): Json {
  const { properties, required, additionalProperties, ...others } = withoutDialect(own.jsonSchema);
  const isOneObject = others['type'] === 'object' && !('$defs' in others);
  return {
    ...(isOneObject ? others : {}),
    type: 'object',
    required: ['kind', ...(isOneObject && Array.isArray(required) ? required : [])],
    properties: {
      kind: { const: kind },
      ...propertiesOf(common.jsonSchema),
      ...(isOneObject ? (properties as object | undefined) : {}),
    },
    additionalProperties: isOneObject ? (additionalProperties ?? true) : true,
  };
}

function propertiesOf(schema: object): object {
  return (schema as { readonly properties?: object }).properties ?? {};
}

/** A schema within a schema does not say again which dialect it is in. */
function withoutDialect(schema: object): Json {
  const { $schema: _, ...rest } = schema as Json;
  return rest;
}
