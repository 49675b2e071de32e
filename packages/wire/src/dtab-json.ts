import { type Dentry, Dtab, NameTree, Prefix } from '@namerd/dtab';
import { asObject, asString, inText, type Place, unexpected, within } from './json.ts';
import { eachElement } from './json-elements.ts';
import type { Slices } from './slices.ts';
import { formatWeight } from './weight.ts';

const shown = { weight: formatWeight };

/** A dentry as JSON: prefix and destination as text. */
export function encodeDentry({ prefix, dst }: Dentry): string {
  return `{"prefix":${JSON.stringify(Prefix.show(prefix))},"dst":${JSON.stringify(NameTree.show(dst, shown))}}`;
}

/** Reads what {@link encodeDentry} writes: both keys, as strings, and no others. Throws `PARSE` with the place. */
export function decodeDentry(json: unknown, place: Place): Dentry {
  const object = asObject(json, place);
  for (const key in object)
    if (key !== 'prefix' && key !== 'dst') throw unexpected(within(place, key), 'only prefix and dst', object[key]);
  const prefixText = asString(object['prefix'], within(place, 'prefix'));
  const dstText = asString(object['dst'], within(place, 'dst'));
  return {
    prefix: inText(within(place, 'prefix'), () => Prefix.parse(prefixText)),
    dst: inText(within(place, 'dst'), () => NameTree.parse(dstText)),
  };
}

/** Reads a JSON array of dentries, a few hundred dentries at a time. */
export function* decodeJson(text: string): Slices<Dtab> {
  const dentries: Dentry[] = [];
  yield* eachElement(text, (element, i) => void dentries.push(decodeDentry(element, within('', i))));
  return Dtab.of(dentries);
}
