import { NamingError } from '@namerd/errors';
import type { Dentry } from '../dentry.ts';
import type { ParseOptions } from '../limits.ts';
import { DtabReader } from './dtab-reader.ts';
import { boundsOf } from './parse.ts';

/** Options of `Dtab.parseAsync`. */
export interface ParseAsyncOptions extends ParseOptions {
  /** Aborting it rejects with `ABORTED`. */
  readonly signal?: AbortSignal;
  /** How long to read before other work gets its turn, in milliseconds. Default 20. */
  readonly sliceMs?: number;
}

/** How many dentries to read between two looks at the clock. */
const stride = 64;

export function parseDentries(text: string, options?: ParseOptions): readonly Dentry[] {
  const reader = new DtabReader(text, boundsOf(text, options));
  while (!reader.done) reader.next();
  return reader.dentries;
}

export async function parseDentriesAsync(text: string, options: ParseAsyncOptions = {}): Promise<readonly Dentry[]> {
  const { signal, sliceMs = 20, ...bounds } = options;
  NamingError.throwIfAborted(signal);
  const reader = new DtabReader(text, boundsOf(text, bounds));
  let sliceEnd = performance.now() + sliceMs;
  while (!reader.done) {
    for (let i = 0; i < stride && !reader.done; i++) reader.next();
    if (performance.now() < sliceEnd) continue;
    await new Promise((resolve) => setTimeout(resolve, 0));
    NamingError.throwIfAborted(signal);
    sliceEnd = performance.now() + sliceMs;
  }
  return reader.dentries;
}
