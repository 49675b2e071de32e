import { Dtab } from '@namerd/dtab';
import type { Figure } from '../figure.ts';
import { ratio } from '../statistics.ts';
import { mixedDtab } from '../tables.ts';

/** Parsing, against `JSON.parse` of the same tree. */
export const parse: Figure = {
  id: 'parse',
  what: 'parse 10,000 mixed dentries / JSON.parse of the same tree',
  unit: 'x',
  limit: { atMost: 5 },
  async measure() {
    const text = mixedDtab(10_000);
    const json = JSON.stringify(Dtab.parse(text).dentries);
    const result = ratio(
      () => Dtab.parse(text),
      () => JSON.parse(json),
    );
    return { value: result.ratio, detail: `${result.oursMs.toFixed(1)} ms / ${result.theirsMs.toFixed(1)} ms` };
  },
};
