import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { ConfigPath } from './document.ts';

/** Something wrong at a place of the text. */
interface Problem {
  readonly offset: number;
  readonly message: string;
}

/** What a YAML tree says, and the offset of each of its parts, by its path as JSON. */
export interface ReadNodes {
  readonly value: unknown;
  readonly offsets: ReadonlyMap<string, number>;
  readonly problems: readonly Problem[];
}

const maxDepth = 64;
/** After aliases are replaced by what they stand for. */
const maxNodes = 100_000;

/** Turns a YAML tree into plain values in linear time, refusing duplicate keys, keys that are no text, and trees that grow without bound. */
export function readNodes(root: unknown): ReadNodes {
  const offsets = new Map<string, number>();
  const problems: Problem[] = [];
  const anchors = new Map<string, unknown>();
  let count = 0;

  function read(node: unknown, path: ConfigPath): unknown {
    const offset = offsetOf(node);
    if (!offsets.has(JSON.stringify(path))) offsets.set(JSON.stringify(path), offset);
    if (++count > maxNodes) return refuse(offset, `more than ${maxNodes} values, aliases included`);
    if (path.length > maxDepth) return refuse(offset, `nested more than ${maxDepth} deep`);
    if (isAlias(node)) {
      if (!anchors.has(node.source)) return refuse(offset, `*${node.source} is not an anchor before it`);
      return read(anchors.get(node.source), path);
    }
    if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isMap(node)) return readMap(node.items, path);
    if (isSeq(node)) return node.items.map((item, i) => read(item, [...path, i]));
    return isScalar(node) ? node.value : null;
  }

  function readMap(items: readonly { readonly key: unknown; readonly value: unknown }[], path: ConfigPath): object {
    const map: [string, unknown][] = [];
    const seen = new Set<string>();
    for (const { key, value } of items) {
      const name = keyText(key);
      if (name === undefined) {
        refuse(offsetOf(key), 'a key must be a text');
        continue;
      }
      if (seen.has(name)) refuse(offsetOf(key), `duplicate key ${name}`);
      seen.add(name);
      offsets.set(JSON.stringify([...path, name]), offsetOf(key));
      map.push([name, read(value, [...path, name])]);
    }
    return Object.fromEntries(map);
  }

  function refuse(offset: number, message: string): undefined {
    // One is enough where the same would be said of each of thousands of nodes.
    if (problems.at(-1)?.message !== message) problems.push({ offset, message });
    return undefined;
  }

  return { value: read(root, []), offsets, problems };
}

function offsetOf(node: unknown): number {
  const range = isAlias(node) || isMap(node) || isScalar(node) || isSeq(node) ? node.range : undefined;
  return range?.[0] ?? 0;
}

/** `80: x` has the key `80`, as in JSON. */
function keyText(key: unknown): string | undefined {
  const value = isScalar(key) ? key.value : undefined;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
