import { parseJson, unexpected } from './json.ts';
import type { Slices } from './slices.ts';

/** How many elements are parsed at a time, and after how many characters at the latest the others get their turn. */
const elementsPerSlice = 500;
const charactersPerSlice = 256 * 1024;

/**
 * Hands the elements of a JSON array, in order, to `take`, a few hundred at a time: parsing megabytes in one go would hold everything
 * else up. Throws `PARSE` if the text is not a JSON array and nothing else.
 */
export function* eachElement(text: string, take: (element: unknown, index: number) => void): Slices<void> {
  const start = skipBlank(text, 0);
  if (text[start] !== '[') throw unexpected('', 'an array', parseJson(text));
  const scanner = new Scanner(text, start + 1);
  let index = 0;
  while (!scanner.done) {
    const from = scanner.at;
    while (!scanner.next() && !scanner.done) yield;
    const piece = text.slice(from, scanner.elementsEnd).trim();
    const isWholeArray = scanner.done && index === 0;
    // An empty piece is an empty array, or what is left by a comma too many, and then it is not JSON.
    const elements = piece === '' && !isWholeArray ? parseJson('[,]') : parseJson(`[${piece}]`);
    for (const element of elements as unknown[]) take(element, index++);
    yield;
  }
  if (skipBlank(text, scanner.at) < text.length) throw unexpected('', 'nothing after the array', text.slice(scanner.at));
}

/** Finds the commas between elements and the end of the array. Does not look into elements further than that takes. */
class Scanner {
  readonly #text: string;
  at: number;
  done = false;
  /** Where the elements end that were passed last. */
  elementsEnd = 0;
  #depth = 0;
  #count = 0;

  constructor(text: string, at: number) {
    this.#text = text;
    this.at = at;
  }

  /** Goes on to the end of a slice's elements; false if it had to stop amid them. */
  next(): boolean {
    const text = this.#text;
    const pause = this.at + charactersPerSlice;
    while (this.at < pause) {
      switch (text.charCodeAt(this.at++)) {
        case 0x22: // "
          this.at = stringEnd(text, this.at);
          break;
        case 0x5b: // [
        case 0x7b: // {
          this.#depth++;
          break;
        case 0x7d: // }
          this.#depth--;
          break;
        case 0x5d: // ]
          if (this.#depth-- > 0) break;
          this.done = true;
          this.elementsEnd = this.at - 1;
          return true;
        case 0x2c: // ,
          if (this.#depth > 0 || ++this.#count < elementsPerSlice) break;
          this.#count = 0;
          this.elementsEnd = this.at - 1;
          return true;
        default:
          if (this.at > text.length) throw unexpected('', 'the end of the array', undefined);
      }
    }
    return false;
  }
}

/** After the closing quote of a string. */
function stringEnd(text: string, from: number): number {
  let quote = text.indexOf('"', from);
  while (quote >= 0 && isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
  if (quote < 0) throw unexpected('', 'the end of a string', undefined);
  return quote + 1;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes++;
  return backslashes % 2 === 1;
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\r\n'.includes(text[at] ?? '')) at++;
  return at;
}
