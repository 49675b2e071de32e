import type { Dentry } from '../dentry.ts';
import type { ParseOptions } from '../limits.ts';
import { inSlices, type SliceOptions } from '../slices.ts';
import { DtabReader } from './dtab-reader.ts';
import { boundsOf } from './parse.ts';

/** Options of `Dtab.parseAsync`. */
export interface ParseAsyncOptions extends ParseOptions, SliceOptions {}

/** How many dentries to read between two looks at the clock. */
const stride = 64;

export function parseDentries(text: string, options?: ParseOptions): readonly Dentry[] {
  const reader = new DtabReader(text, boundsOf(text, options));
  while (!reader.done) reader.next();
  return reader.dentries;
}

export async function parseDentriesAsync(text: string, options: ParseAsyncOptions = {}): Promise<readonly Dentry[]> {
  const reader = new DtabReader(text, boundsOf(text, options));
  await inSlices(reader.steps(stride), options);
  return reader.dentries;
}
