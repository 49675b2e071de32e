import { NamingError } from '@namerd/errors';

/** Options of {@link JsonStream}. */
export interface JsonStreamOptions {
  /** The longest object, in bytes. Default 64 MiB: more than an API server stores, and less than would hurt. */
  readonly maxBytes?: number;
}

const [quote, backslash] = [0x22, 0x5c];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * Cuts a stream of bytes into the JSON objects in it, one after the other, with or without white space between them. It does not matter where the
 * stream is cut into chunks: also within a character or an escape. Each byte is looked at once.
 */
export class JsonStream {
  readonly #maxBytes: number;
  #parts: Uint8Array[] = [];
  #length = 0;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;

  constructor(options: JsonStreamOptions = {}) {
    this.#maxBytes = options.maxBytes ?? 64 * 1024 * 1024;
  }

  /**
   * The objects that this chunk completes, in order; take all of them before the next chunk. Throws `PROTOCOL` on what is not JSON, after the objects before
   * it; the stream is then of no more use.
   */
  *push(chunk: Uint8Array): Generator<unknown, void> {
    let start = this.#depth > 0 ? 0 : -1;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] ?? 0;
      if (this.#depth === 0) {
        if (isSpace(byte)) continue;
        if (byte !== openBrace) throw new NamingError('PROTOCOL', `JSON object expected in the stream, found byte ${byte}`);
        start = i;
      }
      this.#take(byte);
      if (this.#depth > 0) continue;
      this.#keep(chunk.subarray(start, i + 1));
      yield this.#decode();
      start = -1;
    }
    if (start >= 0) this.#keep(chunk.slice(start)); // a copy: the chunk may be re-used by its owner
  }

  #take(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (this.#isInString) {
      if (byte === backslash) this.#isEscaped = true;
      else if (byte === quote) this.#isInString = false;
    } else if (byte === quote) this.#isInString = true;
    else if (byte === openBrace || byte === openBracket) this.#depth++;
    else if (byte === closeBrace || byte === closeBracket) this.#depth--;
  }

  #keep(part: Uint8Array): void {
    this.#length += part.length;
    if (this.#length > this.#maxBytes) {
      throw new NamingError('PROTOCOL', `a JSON object in the stream is longer than ${this.#maxBytes} bytes`);
    }
    this.#parts.push(part);
  }

  #decode(): unknown {
    const bytes = Buffer.concat(this.#parts, this.#length);
    this.#parts = [];
    this.#length = 0;
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    } catch (cause) {
      throw new NamingError('PROTOCOL', 'an object in the stream is not JSON', { cause });
    }
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
