import type { Meta, MetaValue } from '@namerd/namer';
import { formatDouble } from './double.ts';
import { asObject, type Place } from './json.ts';

/** Key of an endpoint's weight in its metadata. */
export const endpointWeightKey = 'endpoint_addr_weight';

/** Key, in the metadata of an address set, of the weight of the union branch that the set was bound in. */
export const treeWeightKey = 'namer_nametree_weight';

/** Metadata as JSON, with `weight` under `key` at the end. Those weights are doubles on the JVM and keep their point. */
export function encodeMeta(meta: Meta | undefined, key: string, weight: number | undefined): string {
  if (meta === undefined && weight === undefined) return '{}';
  const fields: string[] = [];
  for (const name in meta) {
    const value = meta[name];
    if (value === undefined || (name === key && weight !== undefined)) continue;
    const isDouble = name === endpointWeightKey || name === treeWeightKey;
    fields.push(`${JSON.stringify(name)}:${isDouble && typeof value === 'number' ? formatDouble(value) : encodeValue(value)}`);
  }
  if (weight !== undefined) fields.push(`"${key}":${formatDouble(weight)}`);
  return `{${fields.join(',')}}`;
}

function encodeValue(value: MetaValue): string {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : formatDouble(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(encodeValue).join(',')}]`;
  const fields = Object.entries(value).map(([name, inner]) => `${JSON.stringify(name)}:${encodeValue(inner)}`);
  return `{${fields.join(',')}}`;
}

function isList(value: MetaValue): value is readonly MetaValue[] {
  return Array.isArray(value);
}

/** Metadata without `key`, and the number that stood there. Empty metadata is `undefined`, and so is metadata that is not there. */
export function decodeMeta(json: unknown, key: string, place: Place): { readonly meta?: Meta; readonly weight?: number } {
  if (json === undefined || json === null) return {};
  const { [key]: weight, ...rest } = asObject(json, place) as Record<string, MetaValue>;
  const meta = typeof weight === 'number' || weight === undefined ? rest : { ...rest, [key]: weight };
  return {
    ...(Object.keys(meta).length > 0 ? { meta: meta } : {}),
    ...(typeof weight === 'number' ? { weight: weight } : {}),
  };
}
