import { Dtab, Path } from '@namerd/dtab';
import type { Figure } from '../figure.ts';
import { ratio } from '../statistics.ts';
import { plainDtab } from '../tables.ts';

const lookups = 20_000;
const size = 200_000;

function lookUp(dtab: Dtab, paths: readonly Path[]): () => void {
  return () => {
    for (let i = 0; i < lookups; i++) {
      const path = paths[i % paths.length];
      if (path === undefined || Dtab.lookup(dtab, path).kind !== 'leaf') throw new Error('not found');
    }
  };
}

/** The ratio for a number of names in use. The small table is asked for as many different paths, so that only the tables differ. */
function measure(large: Dtab, small: Dtab, names: number): { ratio: number; detail: string } {
  const path = (name: number, i: number): Path => Path.of('svc', `name-${name}`, `residual-${i}`);
  const inLarge = Array.from({ length: names }, (_, i) => path((i * 7919) % size, i));
  const inSmall = Array.from({ length: names }, (_, i) => path(i % 2, i));
  const result = ratio(lookUp(large, inLarge), lookUp(small, inSmall));
  const ns = (ms: number): string => ((ms * 1e6) / lookups).toFixed(0);
  return { ratio: result.ratio, detail: `${ns(result.oursMs)} / ${ns(result.theirsMs)} ns` };
}

/** Lookup in a large table, against a small one. */
export const lookupFlat: Figure = {
  id: 'lookup-flat',
  what: `lookup in ${size} dentries / in 2, with 1,000 names in use`,
  unit: 'x',
  limit: { atMost: 2 },
  async measure() {
    const large = Dtab.parse(plainDtab(size));
    const small = Dtab.parse(plainDtab(2));
    const usual = measure(large, small, 1_000);
    const worst = measure(large, small, lookups);
    return {
      value: usual.ratio,
      detail: `${usual.detail}; with ${lookups} random names in use, out of reach of the caches: ${worst.ratio.toFixed(1)} x`,
    };
  },
};
