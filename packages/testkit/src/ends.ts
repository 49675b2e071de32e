/** What is to be ended after a test, last things first. `AsyncDisposableStack` without needing the newest Node. */
export class Ends implements AsyncDisposable {
  readonly #ends: (() => unknown)[] = [];

  /** Ends this with all the others. Answers it. */
  use<T extends Disposable | AsyncDisposable>(thing: T): T {
    this.defer(() => (Symbol.asyncDispose in thing ? thing[Symbol.asyncDispose]() : thing[Symbol.dispose]()));
    return thing;
  }

  /** Runs this with all the others. */
  defer(end: () => unknown): void {
    this.#ends.push(end);
  }

  /** Runs all, also when some fail; then rejects with the one error, or with an `AggregateError` of them. */
  async [Symbol.asyncDispose](): Promise<void> {
    const errors: unknown[] = [];
    for (const end of this.#ends.splice(0).reverse()) {
      try {
        await end();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) throw new AggregateError(errors, 'several things could not be ended');
  }
}
