import { AssertionError } from 'node:assert';
import type { Namespace, VersionedDtab } from '@namerd/store';
import { type History, type Sight, tokensOf } from './history.ts';

/** What must hold of every history, however the backend and the network have behaved. Throws an `AssertionError` that names the broken one. */
export function checkInvariants(history: History, final: ReadonlyMap<Namespace, VersionedDtab | undefined>): void {
  for (const [namespace, found] of final) {
    nothingLost(history, namespace, found);
    oneWinner(history, namespace);
  }
  for (const sight of history.sights) {
    neverAbsent(sight);
    neverBack(sight);
    endsEqual(sight, final.get(sight.namespace));
  }
}

function fail(message: string): never {
  throw new AssertionError({ message });
}

/** No acknowledged write is lost: each stands in the end, because writers only ever add. */
function nothingLost(history: History, namespace: Namespace, found: VersionedDtab | undefined): void {
  const kept = new Set(found === undefined ? [] : tokensOf(found.dtab));
  const attempts = history.attempts.filter((attempt) => attempt.namespace === namespace);
  const lost = attempts.filter(({ outcome, token }) => outcome === 'acknowledged' && !kept.has(token));
  if (lost.length > 0) fail(`${namespace}: acknowledged writes are lost: ${lost.map(({ token }) => token).join(', ')}`);
  const refused = attempts.filter(({ outcome, token }) => outcome === 'refused' && kept.has(token));
  if (refused.length > 0)
    fail(`${namespace}: refused writes were made all the same: ${refused.map(({ token }) => token).join(', ')}`);
  const known = new Set(attempts.map(({ token }) => token));
  const invented = [...kept].filter((token) => token !== 'begin' && !known.has(token));
  if (invented.length > 0) fail(`${namespace}: nobody wrote ${invented.join(', ')}`);
}

/** Of concurrent compare-and-sets from one version exactly one wins, and no version is given out twice. */
function oneWinner(history: History, namespace: Namespace): void {
  const winners = new Map<string, string>();
  const versions = new Map<string, string>();
  for (const { namespace: where, outcome, expected, token, version } of history.attempts) {
    if (where !== namespace || outcome !== 'acknowledged') continue;
    const other = winners.get(expected);
    if (other !== undefined) fail(`${namespace}: both ${other} and ${token} won from version ${expected}`);
    winners.set(expected, token);
    const twin = version === undefined ? undefined : versions.get(version);
    if (twin !== undefined) fail(`${namespace}: ${twin} and ${token} were given the same version ${version}`);
    if (version !== undefined) versions.set(version, token);
  }
}

/** The namespace is there all the time: a watcher that is told it is not, takes an outage for an answer. */
function neverAbsent({ watcher, namespace, states }: Sight): void {
  if (states.some((state) => state.kind === 'ok' && state.value === undefined))
    fail(`${watcher} was told that ${namespace} does not exist`);
}

/** Once a watcher has seen a token it never sees a dtab without it. */
function neverBack({ watcher, namespace, states }: Sight): void {
  let seen: readonly string[] = [];
  for (const state of states) {
    if (state.kind !== 'ok' || state.value === undefined) continue;
    const tokens = tokensOf(state.value.dtab);
    const has = new Set(tokens);
    const missing = seen.filter((token) => !has.has(token));
    if (missing.length > 0) fail(`${watcher} went back in time on ${namespace}: ${missing.join(', ')} vanished`);
    seen = tokens;
  }
}

/** In the end every watcher shows what the backend holds. */
function endsEqual({ watcher, namespace, states }: Sight, final: VersionedDtab | undefined): void {
  const last = states.at(-1);
  if (last?.kind !== 'ok' || last.stale !== undefined)
    fail(`${watcher} on ${namespace} is ${last?.kind}${last?.kind === 'ok' ? ' but stale' : ''} in the end`);
  if (last.value?.version !== final?.version)
    fail(`${watcher} shows version ${last.value?.version} of ${namespace}, the backend has ${final?.version}`);
}
