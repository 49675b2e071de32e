/** Classes of UTF-16 units, as bits. */
const showableBit = 1;
const blankBit = 2;
const hexBit = 4;

const classes = new Uint8Array(128);
for (const unit of '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_:.#$%-')
  classes[unit.charCodeAt(0)] = showableBit;
for (const unit of '\t\n\v\f\r\x1c\x1d\x1e\x1f ') classes[unit.charCodeAt(0)] = blankBit;

for (const unit of '0123456789ABCDEFabcdef') classes[unit.charCodeAt(0)] = showableBit | hexBit;

/** The other units that Java's `Character.isWhitespace` accepts. Not `\s`: no-break spaces, NEL and the BOM are no whitespace here. */
const wideBlank = /[\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]/;

const hash = 0x23;
const lineFeed = 0x0a;

/** Whether a unit may stand in a label as it is. `NaN`, from beyond the end of a text, may not. */
export function isShowable(unit: number): boolean {
  return unit < 128 && ((classes[unit] ?? 0) & showableBit) !== 0;
}

/** Whether a unit is a hex digit. `NaN` is none. */
export function isHex(unit: number): boolean {
  return unit < 128 && ((classes[unit] ?? 0) & hexBit) !== 0;
}

function isBlank(unit: number): boolean {
  return unit < 128 ? classes[unit] === blankBit : wideBlank.test(String.fromCharCode(unit));
}

/** The place behind whitespace and comments. A comment runs to the next line feed or to the end. */
export function skipBlank(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (unit === hash) {
      const end = text.indexOf('\n', at);
      at = end === -1 ? text.length : end + 1;
    } else if (unit === lineFeed || isBlank(unit)) {
      at++;
    } else {
      break;
    }
  }
  return at;
}
