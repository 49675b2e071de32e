import { isDeepStrictEqual } from 'node:util';
import { type Activity, collect, constant, failing, State, source, type Var, variable } from '@namerd/activity';
import { runVectors, vectors } from '@namerd/conformance';
import test from 'ava';

type Expr = Record<string, unknown>;
/** A state at level activity; the plain value of an ok at level var. */
type Shown = unknown;

interface Case {
  readonly level: 'var' | 'activity';
  readonly vars: Record<string, Shown>;
  readonly exprs: Record<string, Expr>;
  readonly steps: readonly Step[];
}

interface Step {
  readonly set?: Record<string, Shown>;
  readonly observe?: { name: string; expr: string; onValue?: number; thenSet?: Record<string, Shown> };
  readonly close?: string;
  readonly sample?: string;
  readonly emits: readonly [string, Shown][];
  readonly sampled?: Shown;
  readonly observers: Record<string, number>;
  readonly started?: Record<string, number>;
  readonly stopped?: Record<string, number>;
}

const functions: Record<string, (n: number) => number> = {
  double: (n) => 2 * n,
  triple: (n) => 3 * n,
  parity: (n) => n & 1,
  invert: (n) => {
    if (n === 0) throw new RangeError('/ by zero');
    return Math.trunc(100 / n);
  },
};

const pending: Activity<never> = source(() => {});

/** The graph of one case, and what happened in it. */
class Script {
  readonly #case: Case;
  readonly #vars = new Map<string, Var<unknown>>();
  readonly #asyncs = new Map<string, Activity<unknown>>();
  readonly #exprs = new Map<string, Activity<unknown>>();
  readonly #errors = new Map<string, Error>();
  readonly #observations = new Map<string, Disposable>();
  readonly #started: Record<string, number> = {};
  readonly #stopped: Record<string, number> = {};
  #emits: [string, Shown][] = [];

  constructor(script: Case) {
    this.#case = script;
    for (const [name, first] of Object.entries(script.vars)) {
      const created = variable<unknown>(undefined);
      created.current = this.#state(first);
      this.#vars.set(name, created);
    }
    for (const [name, expr] of Object.entries(script.exprs)) this.#exprs.set(name, this.#build(expr));
  }

  async run(step: Step): Promise<Record<string, unknown>> {
    this.#emits = [];
    let sampled: Shown;
    if (step.set !== undefined) this.#set(step.set);
    else if (step.observe !== undefined) this.#observe(step.observe);
    else if (step.close !== undefined) this.#observations.get(step.close)?.[Symbol.dispose]();
    else if (step.sample !== undefined) sampled = this.#sample(step.sample);
    await new Promise((resolve) => setImmediate(resolve));
    return {
      emits: this.#emits,
      sampled,
      observers: Object.fromEntries([...this.#vars].map(([name, created]) => [name, dependentsOf(created)])),
      ...(step.started && { started: this.#started, stopped: this.#stopped }),
    };
  }

  #set(values: Record<string, Shown>): void {
    for (const [name, value] of Object.entries(values)) this.#var(name).current = this.#state(value);
  }

  #observe({ name, expr, onValue, thenSet }: NonNullable<Step['observe']>): void {
    const observation = this.#expr(expr).observe((state) => {
      const shown = this.#show(state);
      this.#emits.push([name, shown]);
      if (thenSet !== undefined && shown === onValue) this.#set(thenSet);
    });
    this.#observations.set(name, observation);
  }

  #sample(expr: string): Shown {
    let shown: Shown;
    using _ = this.#expr(expr).observe((state) => {
      shown = this.#show(state);
    });
    return shown;
  }

  #build(expr: Expr): Activity<unknown> {
    const part = (key: string): Activity<unknown> => this.#build(expr[key] as Expr);
    const parts = (key: string): Activity<unknown>[] => (expr[key] as Expr[]).map((each) => this.#build(each));
    switch (Object.keys(expr)[0]) {
      case 'src':
        return this.#var(String(expr['src']));
      case 'async':
        return this.#async(String(expr['async']));
      case 'const':
        return constant(expr['const']);
      case 'map':
        return part('of').map((value) => named(functions, String(expr['map']))(value as number));
      case 'flatMap': {
        const cases = expr['cases'] as Record<string, Expr>;
        return part('flatMap').flatMap((value) => this.#build(cases[String(value)] ?? (expr['default'] as Expr)));
      }
      case 'join': {
        const [left, right] = parts('join');
        if (left === undefined || right === undefined) throw new TypeError('join of less than two');
        return left.flatMap((a) => right.map((b) => [a, b]));
      }
      case 'collect':
        return allOk(parts('collect'));
      case 'collectIndependent':
        return allOk(parts('collectIndependent'));
      case 'stabilize':
        return part('stabilize').stabilize();
      case 'dedup':
        return part('dedup'); // every activity is
      default:
        throw new TypeError(`unknown expression ${JSON.stringify(expr)}`);
    }
  }

  #async(name: string): Activity<unknown> {
    const found = this.#asyncs.get(name);
    if (found !== undefined) return found;
    const of = this.#var(name);
    this.#started[name] = 0;
    this.#stopped[name] = 0;
    const made = source<unknown>((sink, signal) => {
      this.#started[name] = (this.#started[name] ?? 0) + 1;
      const observation = of.observe((state) => {
        if (state.kind === 'ok') sink.ok(state.value);
        else if (state.kind === 'failed') sink.failed(state.error);
        else sink.pending();
      });
      signal.addEventListener('abort', () => {
        this.#stopped[name] = (this.#stopped[name] ?? 0) + 1;
        observation[Symbol.dispose]();
      });
    });
    this.#asyncs.set(name, made);
    return made;
  }

  /** The scripts know neither the beginning nor the cause of staleness: an ok is an ok. */
  #show(state: State<unknown>): Shown {
    if (this.#case.level === 'var' && state.kind === 'ok') return state.value;
    if (state.kind === 'ok') return { ok: state.value };
    return state.kind === 'failed' ? { failed: state.error.message } : 'pending';
  }

  #state(shown: Shown): State<unknown> {
    if (this.#case.level === 'var') return State.ok(shown);
    if (shown === 'pending') return State.pending;
    const { ok, failed } = shown as { ok?: unknown; failed?: string };
    if (failed === undefined) return State.ok(ok);
    const error = this.#errors.get(failed) ?? new Error(failed); // one error for each name: that is what they are compared by
    this.#errors.set(failed, error);
    return State.failed(error);
  }

  #var(name: string): Var<unknown> {
    return named(Object.fromEntries(this.#vars), name);
  }

  #expr(name: string): Activity<unknown> {
    return named(Object.fromEntries(this.#exprs), name);
  }
}

/** The first in order that is not ok decides; otherwise all values. */
function allOk(parts: readonly Activity<unknown>[]): Activity<unknown> {
  return collect(parts).flatMap((states): Activity<unknown> => {
    const values: unknown[] = [];
    for (const state of states) {
      if (state.kind === 'pending') return pending;
      if (state.kind === 'failed') return failing(state.error);
      values.push(state.value);
    }
    return constant(values);
  });
}

function named<T>(table: Record<string, T>, name: string): T {
  const found = table[name];
  if (found === undefined) throw new TypeError(`the script names ${name}, which there is not`);
  return found;
}

/** Looks behind the interface: who holds a variable is precisely what it hides. */
function dependentsOf(activity: Activity<unknown>): number {
  return (activity as unknown as { node: { dependents: number } }).node.dependents;
}

async function run(vector: Case, changes: Record<number, Partial<Step>> = {}): Promise<void> {
  const script = new Script(vector);
  for (const [index, step] of vector.steps.entries()) {
    const outcome = await script.run(step);
    const expected = { ...step, ...changes[index] };
    for (const key of ['emits', 'sampled', 'observers', 'started', 'stopped'] as const) {
      if (isDeepStrictEqual(outcome[key], expected[key])) continue;
      throw new Error(`step ${index}: ${key} is ${JSON.stringify(outcome[key])}, expected ${JSON.stringify(expected[key])}`);
    }
  }
}

test('activity.json', async (t) => {
  await runVectors<Case>(t, { file: 'activity', run: (vector) => run(vector) });
});

/** By case and step, what is so instead. */
const instead: Record<string, Record<number, Partial<Step>>> = {
  'activity-002': {
    2: {
      emits: [
        ['deep', 4],
        ['flat', 4],
      ],
    },
  },
  'activity-011': { 1: { emits: [['o', [2, 4]]] } },
  'activity-013': { 1: { observers: { a: 1 } } },
  'activity-021': { 1: { emits: [] }, 2: { emits: [] } },
  'activity-030': {
    3: { observers: { a: 1 }, stopped: { a: 0 } },
    4: { emits: [['o2', 2]], observers: { a: 1 }, stopped: { a: 0 } },
  },
  'activity-031': {
    2: {
      emits: [
        ['o1', 2],
        ['o2', 20],
        ['o1', 20],
      ],
    },
  },
  'activity-037': { 1: { emits: [] }, 2: { emits: [] } },
  'activity-038': { 1: { emits: [] } },
  'activity-047': { 4: { emits: [] } },
};

for (const vector of vectors('activity')['cases'] as (Case & { id: string })[]) {
  const changes = instead[vector.id];
  if (changes !== undefined) {
    test(`${vector.id} differs only where its reason says`, async (t) => {
      await t.notThrowsAsync(run(vector, changes));
    });
  }
}
