import { NamingError } from '@namerd/errors';

declare const brand: unique symbol;

/**
 * One element of a path, kept as its canonical text: as it is if all its bytes are among `0-9 A-Z a-z _ : . # $ % -`, else every
 * byte as `\x` and two lower-case hex digits. So equality is string equality, showing costs nothing and no byte is lost.
 */
export type Label = string & { readonly [brand]: never };

const showable = /^[0-9A-Za-z_:.#$%-]+$/;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

const isShowableByte: readonly boolean[] = Array.from({ length: 256 }, (_, byte) => showable.test(String.fromCharCode(byte)));
const plainByte: readonly string[] = isShowableByte.map((_, byte) => String.fromCharCode(byte));
const escapedByte: readonly string[] = isShowableByte.map((_, byte) => `\\x${byte.toString(16).padStart(2, '0')}`);

function ofBytes(bytes: Uint8Array): Label {
  if (bytes.length === 0) throw new NamingError('PARSE', 'a label is never empty');
  const table = bytes.every((byte) => isShowableByte[byte]) ? plainByte : escapedByte;
  let text = '';
  for (const byte of bytes) text += table[byte];
  return text as Label;
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
  of: (text: string): Label => (showable.test(text) ? (text as Label) : ofBytes(encoder.encode(text))),

  /** The label of these bytes. Throws `PARSE` if there is none. */
  ofBytes: (from: Uint8Array): Label => ofBytes(from),

  /** The text of a label, for adapters that need it. Bytes that are not UTF-8 are replaced by U+FFFD. */
  text: (label: Label): string => (label.startsWith('\\x') ? decoder.decode(bytes(label)) : label),

  /** The bytes of a label. */
  bytes: (label: Label): Uint8Array => bytes(label),
} as const;
