import { Label } from '../label.ts';
import { isHex, isShowable } from './characters.ts';

const backslash = 0x5c;
const x = 0x78;

function isEscape(text: string, at: number): boolean {
  return text.charCodeAt(at + 1) === x && isHex(text.charCodeAt(at + 2)) && isHex(text.charCodeAt(at + 3));
}

/** The place behind the showable units and the whole escapes that begin at `from`. A loop: a regular expression could overflow. */
export function labelEnd(text: string, from: number): number {
  let at = from;
  for (;;) {
    const unit = text.charCodeAt(at);
    if (isShowable(unit)) at++;
    else if (unit === backslash && isEscape(text, at)) at += 4;
    else return at;
  }
}

/** The label that a well-formed text means: `\x61` and `a` are the same. */
export function labelOf(text: string): Label {
  if (!text.includes('\\')) return text as Label;
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === backslash) at += 3;
    bytes[length++] = unit === backslash ? Number.parseInt(text.slice(at - 1, at + 1), 16) : unit;
  }
  return Label.ofBytes(bytes.subarray(0, length));
}
