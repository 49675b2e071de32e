import { type Activity, State } from '@namerd/activity';
import type { Addr } from '@namerd/namer';
import { encodeAddr } from '@namerd/wire';
import type { Answer } from './answer.ts';
import { mapState } from './map-state.ts';

/** Addresses as answers. A failed one is an answer too, and says so: `{"type":"failed","cause":…}`. */
export function addrAnswers(addr: Activity<Addr>): Activity<Answer> {
  return mapState(addr, addrAnswer);
}

/** See {@link addrAnswers}. */
export function addrAnswer(state: State<Addr>): State<Answer> {
  if (state.kind === 'pending') return state;
  const answer: Answer = { encode: () => encodeAddr(state) };
  return State.ok(answer, state.kind === 'ok' ? state.stale : undefined);
}
