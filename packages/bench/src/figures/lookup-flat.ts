import { Dtab, Path } from '@namerd/dtab';
import type { Figure } from '../figure.ts';
import { ratio } from '../statistics.ts';
import { plainDtab } from '../tables.ts';

const lookups = 20_000;

/** Lookup in a large table, against a small one. Different names are looked up in the large one, so that caches of the machine don't flatter it. */
export const lookupFlat: Figure = {
  id: 'lookup-flat',
  what: 'lookup in 200,000 dentries / in 2',
  unit: 'x',
  limit: { atMost: 2 },
  async measure() {
    const size = 200_000;
    const large = Dtab.parse(plainDtab(size));
    const small = Dtab.parse(plainDtab(2));
    const path = (i: number): Path => Path.of('svc', `name-${i}`, 'residual');
    const inLarge = Array.from({ length: lookups }, (_, i) => path((i * 7919) % size));
    const inSmall = Array.from({ length: lookups }, (_, i) => path(i % 2));
    const run = (dtab: Dtab, paths: readonly Path[]) => () => {
      for (const name of paths) if (Dtab.lookup(dtab, name).kind !== 'leaf') throw new Error('not found');
    };
    const result = ratio(run(large, inLarge), run(small, inSmall));
    const ns = (ms: number): string => `${((ms * 1e6) / lookups).toFixed(0)} ns`;
    return { value: result.ratio, detail: `${ns(result.oursMs)} / ${ns(result.theirsMs)} a lookup` };
  },
};
