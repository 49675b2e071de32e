import { NamingError } from '@namerd/errors';

declare const brand: unique symbol;

/**
 * One element of a path, kept as its canonical text: as it is if all its bytes are among `0-9 A-Z a-z _ : . # $ % -`, else every
 * byte as `\x` and two lower-case hex digits. So equality is string equality, showing costs nothing and no byte is lost.
 */
export type Label = string & { readonly [brand]: never };

const showable = /^[0-9A-Za-z_:.#$%-]+$/;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

function ofBytes(bytes: Uint8Array): Label {
  if (bytes.length === 0) throw new NamingError('PARSE', 'a label is never empty');
  const text = String.fromCharCode(...bytes);
  if (showable.test(text)) return text as Label;
  let escaped = '';
  for (const byte of bytes) escaped += `\\x${byte.toString(16).padStart(2, '0')}`;
  return escaped as Label;
}

function bytes(label: Label): Uint8Array {
  if (!label.startsWith('\\x')) return encoder.encode(label);
  const out = new Uint8Array(label.length / 4);
  for (let i = 0; i < out.length; i++) out[i] = Number.parseInt(label.slice(i * 4 + 2, i * 4 + 4), 16);
  return out;
}

/** Operations on {@link Label}. */
export const Label = {
  /** The label of a text, encoded as UTF-8. Throws `PARSE` on the empty text. */
  of(text: string): Label {
    return showable.test(text) ? (text as Label) : ofBytes(encoder.encode(text));
  },

  /** The label of these bytes. Throws `PARSE` if there is none. */
  ofBytes: (from: Uint8Array): Label => ofBytes(from),

  /** The text of a label, for adapters that need it. Bytes that are not UTF-8 are replaced by U+FFFD. */
  text(label: Label): string {
    return label.startsWith('\\x') ? decoder.decode(bytes(label)) : label;
  },

  /** The bytes of a label. */
  bytes: (label: Label): Uint8Array => bytes(label),
} as const;
