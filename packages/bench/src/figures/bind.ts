import { constant } from '@namerd/activity';
import { Dtab, NameTree, Path } from '@namerd/dtab';
import { createInterpreter, type Namer } from '@namerd/namer';
import type { Figure } from '../figure.ts';
import { percentile } from '../statistics.ts';
import { plainDtab } from '../tables.ts';

const prefix = Path.of('#', 'io.l5d.fs');

/** A namer that knows every name at once, so that binding itself is measured. */
const instant: Namer = {
  lookup: (path) => {
    const id = Path.concat(prefix, Path.take(path, 1));
    const addr = constant({ kind: 'bound', endpoints: [{ host: '127.0.0.1', port: 80 }] } as const);
    return constant(NameTree.leaf({ kind: 'bound', bound: { id, residual: Path.drop(path, 1), addr } } as const));
  },
  [Symbol.asyncDispose]: async () => undefined,
};

/** The first binding of a name. */
export const bind: Figure = {
  id: 'bind',
  what: 'cold bind p50 in a namespace of 10,000 dentries (aim: < 100)',
  unit: 'us',
  async measure() {
    const size = 10_000;
    const dtab = Dtab.parse(`${plainDtab(size)}; /host => /svc; /http/1.1/* => /host`);
    const interpreter = createInterpreter([{ prefix, namer: instant }]);
    const samples: number[] = [];
    for (let i = 0; i < 3000; i++) {
      const path = Path.of('http', '1.1', 'GET', `name-${(i * 7) % size}`);
      const started = performance.now();
      let bound = false;
      interpreter
        .bind(dtab, path)
        .observe((state) => {
          bound = state.kind === 'ok' && state.value.kind === 'leaf';
        })
        [Symbol.dispose]();
      samples.push((performance.now() - started) * 1000);
      if (!bound) throw new Error('not bound');
    }
    const warm = samples.slice(500);
    return { value: percentile(warm, 50), detail: `4 steps; p99 ${percentile(warm, 99).toFixed(0)} us` };
  },
};
