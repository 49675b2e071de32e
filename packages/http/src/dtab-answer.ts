import { Dtab } from '@namerd/dtab';
import type { VersionedDtab } from '@namerd/store';
import { encodeDtab, encodeDtabAsync } from '@namerd/wire';
import type { Answer } from './answer.ts';

/** Above this many dentries encoding would hold others up, and is done in turns. */
const manyDentries = 2000;

const missing: Answer = { isMissing: true, encode: (as) => encodeDtab(Dtab.empty, as) };

const answers = new WeakMap<VersionedDtab, Answer>();

/**
 * A stored dtab as an answer, the same one whenever it is asked for. A dtab that does not exist reads as the empty one: that is what it is
 * to every name, and how watchers of namerd's formats learn of a deletion.
 */
export function dtabAnswer(stored: VersionedDtab | undefined): Answer {
  if (stored === undefined) return missing;
  let answer = answers.get(stored);
  if (answer === undefined) {
    const { dtab, version } = stored;
    const encode = dtab.dentries.length > manyDentries ? encodeDtabAsync : encodeDtab;
    answer = { version: version, watched: version, encode: (as) => encode(dtab, as) };
    answers.set(stored, answer);
  }
  return answer;
}
