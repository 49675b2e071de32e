import { inspect } from 'node:util';

/** The messages of an error and of what caused it, in one line; a message that the one before contains is left out. */
export function describeError(thrown: unknown): string {
  let text = '';
  for (let error = thrown, depth = 0; error !== undefined && depth < 5; depth++) {
    const message = error instanceof Error ? error.message : inspect(error);
    if (!text.includes(message)) text = text === '' ? message : `${text}: ${message}`;
    error = error instanceof Error ? error.cause : undefined;
  }
  return text;
}
