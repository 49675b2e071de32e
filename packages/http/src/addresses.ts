import { type Activity, type Clock, collect, constant, type Sink, type Stale, State, source, stalest } from '@namerd/activity';
import type { Addr, Bound } from '@namerd/namer';
import type { BoundSnapshot } from '@namerd/wire';

/** The state of the address of each bound name, now. */
export type Addresses = ReadonlyMap<Bound, State<Addr>>;

/** Options of {@link addressesOf}. */
export interface AddressesOptions {
  readonly clock: Clock;
  /** How long to wait for addresses that are not known yet; then they are shown as pending. Absent: as long as it takes. */
  readonly graceMs?: number;
}

/**
 * The addresses of all these bound names as they change. Pending until every one is known, but no longer than the grace: one namer that
 * does not answer must not hold up what the others have said.
 */
export function addressesOf(bounds: readonly Bound[], options: AddressesOptions): Activity<Addresses> {
  const distinct = [...new Set(bounds)];
  if (distinct.length === 0) return constant(new Map());
  const all = collect(distinct.map((bound) => bound.addr));
  return source((sink, signal) => {
    const gathering = new Gathering(distinct, sink);
    const observation = all.observe((state) => {
      if (state.kind === 'ok') gathering.take(state.value);
    });
    const { clock, graceMs } = options;
    const grace = graceMs === undefined || gathering.isOpen ? undefined : clock.setTimeout(() => gathering.open(), graceMs);
    signal.addEventListener('abort', () => {
      observation[Symbol.dispose]();
      grace?.[Symbol.dispose]();
    });
  });
}

class Gathering {
  readonly #bounds: readonly Bound[];
  readonly #sink: Sink<Addresses>;
  #states: readonly State<Addr>[] = [];
  isOpen = false;

  constructor(bounds: readonly Bound[], sink: Sink<Addresses>) {
    this.#bounds = bounds;
    this.#sink = sink;
  }

  take(states: readonly State<Addr>[]): void {
    this.#states = states;
    this.isOpen ||= states.every((state) => state.kind !== 'pending');
    if (this.isOpen) this.#tell();
  }

  open(): void {
    if (this.isOpen) return;
    this.isOpen = true;
    this.#tell();
  }

  #tell(): void {
    this.#sink.ok(new Map(this.#bounds.map((bound, i) => [bound, this.#states[i] ?? State.pending])));
    const stale = this.#states.reduce<Stale | undefined>(
      (mark, s) => stalest(mark, s.kind === 'ok' ? s.stale : undefined),
      undefined,
    );
    if (stale !== undefined) this.#sink.stale(stale);
  }
}

/** A bound name as it stands now. */
export function snapshot(bound: Bound, addresses: Addresses): BoundSnapshot {
  return { id: bound.id, residual: bound.residual, addr: addresses.get(bound) ?? State.pending };
}
