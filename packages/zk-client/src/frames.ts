import { Buffer } from 'node:buffer';

/** More than any frame of ZooKeeper: who sends this speaks something else. */
const maxBytes = 64 * 1024 * 1024;

/** Cuts what arrives into frames: four bytes of length, and so many bytes. */
export class Frames {
  #rest: Buffer = Buffer.alloc(0);

  /** The frames that are complete now, with their lengths. Throws a `RangeError` on a length that cannot be one. */
  *take(chunk: Buffer): Generator<Buffer> {
    let rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (rest.length >= 4) {
      const length = rest.readInt32BE(0);
      if (length < 0 || length > maxBytes) throw new RangeError(`not the length of a frame: ${length}`);
      if (rest.length < 4 + length) break;
      yield rest.subarray(0, 4 + length);
      rest = rest.subarray(4 + length);
    }
    this.#rest = rest;
  }
}
