import type { Namer } from '@namerd/namer';
import { deaf, disposedOnce } from '../wrong.ts';
import type { Mutant } from './mutant.ts';

const rule = {
  abortedRead: 'a read with an aborted signal rejects and starts nothing',
  abortedReader: 'aborting a reader ends it and leaves its watch',
  disposeTwice: 'disposing twice, and at the same time, is disposing once',
  disposeOpen: 'disposing stops watches that are still observed',
};

/** Ends that are none. */
export const lifecycleMutants: readonly Mutant[] = [
  { does: 'never closes a watch', caughtBy: rule.abortedReader, faults: { leaks: true } },
  {
    does: 'reads in spite of an aborted signal',
    caughtBy: rule.abortedRead,
    faults: { lookup: (path, right) => deaf(right(path)) },
  },
  {
    does: 'goes on in spite of an aborted signal',
    caughtBy: rule.abortedReader,
    faults: { lookup: (path, right) => deaf(right(path)) },
  },
  {
    does: 'fails when disposed twice',
    caughtBy: rule.disposeTwice,
    faults: disposedOnce(),
  },
  {
    does: 'never ends disposing while it is observed',
    caughtBy: rule.disposeOpen,
    faults: { leaks: true, dispose: () => new Promise(() => undefined) },
  },
  {
    does: 'leaves its watches open when disposed',
    caughtBy: rule.disposeOpen,
    faults: { leaks: true, dispose: () => Promise.resolve() },
  },
];

/** A guard that is wrong, and the rule that must find it. */
export const guardMutants: readonly (Omit<Mutant, 'faults'> & { readonly guard: (namer: Namer) => Namer })[] = [
  { does: 'does nothing', caughtBy: 'after dispose everything is closed', guard: undisposed },
];

function undisposed(namer: Namer): Namer {
  return { lookup: (path) => namer.lookup(path), [Symbol.asyncDispose]: () => Promise.resolve() };
}
