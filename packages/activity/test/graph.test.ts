import { type Activity, collect, source, type Var, variable } from '@namerd/activity';
import test from 'ava';
import fc from 'fast-check';
import { brief, turn } from './helpers.ts';

/** A vertex that is built upon earlier ones; a number names one of them, whatever their count. */
const vertices = fc.oneof(
  fc.record({ kind: fc.constant('source' as const), of: fc.nat(100) }),
  fc.record({ kind: fc.constant('map' as const), of: fc.nat(100), by: fc.integer({ min: 1, max: 4 }) }),
  fc.record({
    kind: fc.constant('flatMap' as const),
    of: fc.nat(100),
    choices: fc.array(fc.nat(100), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant('collect' as const), parts: fc.array(fc.nat(100), { maxLength: 4 }) }),
);
type Vertex = typeof vertices extends fc.Arbitrary<infer V> ? V : never;

const commands = fc.oneof(
  fc.record({ does: fc.constant('set' as const), which: fc.nat(100), value: fc.nat(5) }),
  fc.record({ does: fc.constant('observe' as const), which: fc.nat(100) }),
  fc.record({ does: fc.constant('dispose' as const), which: fc.nat(100) }),
  fc.record({ does: fc.constant('settle' as const) }),
);

const variables = 3;
type Shown = number | { failed: string };

/** The graph as activities, and beside it the plain function that it should compute. */
class Graph {
  readonly vars: Var<number>[] = Array.from({ length: variables }, () => variable(0));
  readonly activities: Activity<number>[] = [...this.vars];
  readonly #values: (() => Shown)[] = this.vars.map((each) => () => each.value);
  running = 0;
  mostRunning = 0;

  constructor(definitions: readonly Vertex[]) {
    for (const definition of definitions) this.#add(definition);
  }

  value(index: number): Shown {
    return this.#values[index]?.() ?? Number.NaN;
  }

  #add(definition: Vertex): void {
    const at = (index: number): number => index % this.activities.length;
    const activity = (index: number): Activity<number> => this.activities[at(index)] as Activity<number>;
    switch (definition.kind) {
      case 'source': {
        const index = definition.of % variables;
        this.#push(this.#relay(index), () => this.value(index));
        return;
      }
      case 'map': {
        const { by } = definition;
        const of = at(definition.of);
        const f = (n: number): number => {
          if ((n + by) % 7 === 3) throw new Error('three');
          return (n * by) % 5;
        };
        this.#push(activity(of).map(f), () => attempt(this.value(of), f));
        return;
      }
      case 'flatMap': {
        const of = at(definition.of);
        const choices = definition.choices.map(at);
        const choose = (n: number): number => choices[n % choices.length] as number;
        this.#push(
          activity(of).flatMap((n) => this.activities[choose(n)] as Activity<number>),
          () => {
            const outer = this.value(of);
            return typeof outer === 'number' ? this.value(choose(outer)) : outer;
          },
        );
        return;
      }
      case 'collect': {
        const parts = definition.parts.map(at);
        const sum = (values: readonly Shown[]): number =>
          values.reduce<number>((total, each) => total * 3 + (typeof each === 'number' ? each : 1), 0);
        this.#push(
          collect(parts.map(activity)).map((states) => sum(states.map((state) => brief(state) as Shown))),
          () => sum(parts.map((part) => this.value(part))),
        );
      }
    }
  }

  #push(activity: Activity<number>, value: () => Shown): void {
    this.activities.push(activity);
    this.#values.push(value);
  }

  /** A source of its own for a variable, which counts its runs. */
  #relay(index: number): Activity<number> {
    let runs = 0;
    return source((sink, signal) => {
      this.running++;
      this.mostRunning = Math.max(this.mostRunning, ++runs);
      const observation = (this.vars[index] as Var<number>).observe((state) => state.kind === 'ok' && sink.ok(state.value));
      signal.addEventListener('abort', () => {
        this.running--;
        runs--;
        observation[Symbol.dispose]();
      });
    });
  }
}

function attempt(input: Shown, f: (n: number) => number): Shown {
  if (typeof input !== 'number') return input;
  try {
    return f(input);
  } catch (error) {
    return { failed: error instanceof Error ? error.message : '' };
  }
}

test('whatever the graph and whatever is done to it, observers see what the plain functions say, and nothing is left behind', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(vertices, { maxLength: 12 }),
      fc.array(commands, { maxLength: 40 }),
      async (definitions, script) => {
        const graph = new Graph(definitions);
        // A source that relays a variable is a source of its own, a round behind.
        const isPlain = definitions.every(({ kind }) => kind !== 'source');
        const open: { index: number; seen: unknown[]; calls: number; observation: Disposable }[] = [];

        const settle = async (): Promise<void> => {
          await turn();
          for (const each of open) {
            const expected = JSON.stringify(graph.value(each.index));
            const last = JSON.stringify(each.seen.at(-1));
            if (last !== expected) throw new Error(`vertex ${each.index} is ${last}, not ${expected}`);
            if (isPlain && each.calls > 1) throw new Error(`${each.calls} calls in one turn`);
            each.calls = 0;
          }
        };
        for (const command of script) {
          switch (command.does) {
            case 'set':
              (graph.vars[command.which % variables] as Var<number>).value = command.value;
              break;
            case 'observe': {
              const index = command.which % graph.activities.length;
              const each = { index, seen: [] as unknown[], calls: 0, observation: { [Symbol.dispose]() {} } as Disposable };
              each.observation = (graph.activities[index] as Activity<number>).observe((state) => {
                const shown = brief(state);
                if (each.seen.length > 0 && JSON.stringify(shown) === JSON.stringify(each.seen.at(-1)) && state.kind === 'ok') {
                  each.seen.push(new Error('told twice'));
                }
                each.seen.push(shown);
                each.calls++;
              });
              if (isPlain && JSON.stringify(each.seen) !== JSON.stringify([graph.value(index)]))
                throw new Error('not told the current state at once');
              each.calls = 0;
              open.push(each);
              break;
            }
            case 'dispose':
              open.splice(command.which % (open.length || 1), 1)[0]?.observation[Symbol.dispose]();
              break;
            case 'settle':
              await settle();
          }
        }
        await settle();
        if (open.some(({ seen }) => seen.some((state) => state instanceof Error)))
          throw new Error('an equal value was told twice');
        if (graph.mostRunning > 1) throw new Error('a source ran twice at a time');
        for (const { observation } of open) observation[Symbol.dispose]();
        if (graph.running > 0) throw new Error(`${graph.running} sources are left running`);
        const held = graph.activities.map((each) => (each as unknown as { node: { dependents: number } }).node.dependents);
        if (held.some((count) => count > 0)) throw new Error(`still held: ${held.join()}`);
      },
    ),
    { numRuns: 1_000, includeErrorInReport: true },
  );
  t.pass();
});
