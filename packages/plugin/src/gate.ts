import type { NamingError } from '@namerd/errors';

/** Whether the guarded thing is still open, and who must know when it closes. Unlike an abort signal it forgets a listener at once. */
export class Gate {
  #closed: NamingError | undefined;
  readonly #listeners = new Set<() => void>();

  /** What everything fails with once it is closed. */
  get closed(): NamingError | undefined {
    return this.#closed;
  }

  /** Calls `listener` once, when the gate closes, unless the result is disposed before. */
  onClose(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  close(error: NamingError): void {
    if (this.#closed !== undefined) return;
    this.#closed = error;
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }
}
