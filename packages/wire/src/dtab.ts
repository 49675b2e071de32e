import { Dentry, Dtab } from '@namerd/dtab';
import { decodeJson, encodeDentry } from './dtab-json.ts';
import type { DtabMediaType } from './media-type.ts';
import { atOnce, inTurns, turn } from './slices.ts';
import { formatWeight } from './weight.ts';

/**
 * A dtab in one of the forms of the HTTP API: JSON, or the canonical text. Weights have namerd's two decimals, and more where two would
 * change them, so that what is read back is equal. Takes about a microsecond for each dentry; see {@link encodeDtabAsync} for long ones.
 */
export function encodeDtab(dtab: Dtab, as: DtabMediaType): string {
  return [...pieces(dtab, as)].join('');
}

/** The bytes of what {@link encodeDtab} writes, made with the event loop's other work in between, so that no dtab is too long. */
export async function encodeDtabAsync(dtab: Dtab, as: DtabMediaType): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  for (const piece of pieces(dtab, as)) {
    parts.push(Buffer.from(piece));
    await turn();
  }
  return Buffer.concat(parts);
}

/**
 * Reads a dtab in one of the forms of the HTTP API. Throws `PARSE`: for text with offset, line and column; for JSON with the place of what
 * is wrong, such as `[3].dst`, and strictly: an array of objects with `prefix` and `dst`, both strings, no other keys, no nulls.
 */
export function decodeDtab(text: string, as: DtabMediaType): Dtab {
  return as === 'application/json' ? atOnce(decodeJson(text)) : Dtab.parse(text);
}

/** Like {@link decodeDtab}, with the event loop's other work in between. Rejects with `PARSE`. */
export async function decodeDtabAsync(text: string, as: DtabMediaType): Promise<Dtab> {
  if (as !== 'application/json') return Dtab.parseAsync(text);
  const dtab = await inTurns(decodeJson(text));
  await Dtab.prepare(dtab); // or the first lookup would do all of it at one go
  return dtab;
}

const dentriesPerPiece = 500;
const shown = { weight: formatWeight };

/** The encoding, some hundred dentries at a time. */
function* pieces({ dentries }: Dtab, as: DtabMediaType): Generator<string> {
  const isJson = as === 'application/json';
  const separator = isJson ? ',' : ';';
  if (isJson) yield '[';
  for (let i = 0; i < dentries.length; i += dentriesPerPiece) {
    const piece = dentries.slice(i, i + dentriesPerPiece);
    const texts = isJson ? piece.map(encodeDentry) : piece.map((dentry) => Dentry.show(dentry, shown));
    yield `${i === 0 ? '' : separator}${texts.join(separator)}`;
  }
  if (isJson) yield ']';
}
