import { Dentry, Dtab } from '@namerd/dtab';
import { decodeJson, encodeJson } from './dtab-json.ts';
import type { DtabMediaType } from './media-type.ts';
import { atOnce, inTurns, type Slices } from './slices.ts';
import { formatWeight } from './weight.ts';

/**
 * A dtab in one of the forms of the HTTP API: JSON, or the canonical text. Weights have namerd's two decimals, and more where two would
 * change them, so that what is read back is equal. Takes about a microsecond for each dentry; see {@link encodeDtabAsync} for long ones.
 */
export function encodeDtab(dtab: Dtab, as: DtabMediaType): string {
  return atOnce(encoding(dtab, as));
}

/** Like {@link encodeDtab}, with the event loop's other work in between, so that no dtab is too long. */
export function encodeDtabAsync(dtab: Dtab, as: DtabMediaType): Promise<string> {
  return inTurns(encoding(dtab, as));
}

/**
 * Reads a dtab in one of the forms of the HTTP API. Throws `PARSE`: for text with offset, line and column; for JSON with the place of what
 * is wrong, such as `[3].dst`, and strictly: an array of objects with `prefix` and `dst`, both strings, no other keys, no nulls.
 */
export function decodeDtab(text: string, as: DtabMediaType): Dtab {
  return as === 'application/json' ? atOnce(decodeJson(text)) : Dtab.parse(text);
}

/** Like {@link decodeDtab}, with the event loop's other work in between. Rejects with `PARSE`. */
export function decodeDtabAsync(text: string, as: DtabMediaType): Promise<Dtab> {
  return as === 'application/json' ? inTurns(decodeJson(text)) : Dtab.parseAsync(text);
}

function encoding(dtab: Dtab, as: DtabMediaType): Slices<string> {
  return as === 'application/json' ? encodeJson(dtab) : encodeText(dtab);
}

function* encodeText(dtab: Dtab): Slices<string> {
  let text = '';
  for (const [i, dentry] of dtab.dentries.entries()) {
    if (i % 500 === 499) yield;
    const shown = Dentry.show(dentry, { weight: formatWeight });
    text += i === 0 ? shown : `;${shown}`;
  }
  return text;
}
