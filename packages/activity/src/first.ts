import { NamingError } from '@namerd/errors';
import type { Activity } from './activity.ts';
import type { State } from './state.ts';

/** The first state that is not pending, stale or not: for who answers a question once and wants to say how fresh the answer is. Rejects with `ABORTED` only. */
export function firstState<T>(activity: Activity<T>, signal?: AbortSignal): Promise<Exclude<State<T>, { kind: 'pending' }>> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(new NamingError('ABORTED', 'aborted', { cause: signal.reason }));
      return;
    }
    let settled = false;
    let observation: Disposable | undefined;
    const finish = (act: () => void): void => {
      settled = true;
      signal?.removeEventListener('abort', onAbort);
      observation?.[Symbol.dispose]();
      act();
    };
    const onAbort = (): void => finish(() => reject(new NamingError('ABORTED', 'aborted', { cause: signal?.reason })));
    signal?.addEventListener('abort', onAbort, { once: true });
    observation = activity.observe((state) => {
      if (settled || state.kind === 'pending') return;
      finish(() => resolve(state));
    });
    if (settled) observation[Symbol.dispose](); // it answered synchronously, before we had the observation in hand
  });
}

/** The first value; rejects with the error of `failed`. */
export async function first<T>(activity: Activity<T>, signal?: AbortSignal): Promise<T> {
  const state = await firstState(activity, signal);
  if (state.kind === 'failed') throw state.error;
  return state.value;
}
