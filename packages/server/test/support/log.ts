import type { Logger } from '@namerd/plugin';

/** A log that can be read: `info serving http admin on …`, with the fields, if any, as JSON behind. */
export function createLog(): Logger & { readonly lines: string[] } {
  const lines: string[] = [];
  const write =
    (level: string) =>
    (message: string, fields?: object): void =>
      void lines.push([level, message, ...(fields === undefined ? [] : [JSON.stringify(fields)])].join(' '));
  return { lines, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

/** The port of the admin server, once the log tells it. */
export function adminPort(lines: readonly string[]): number {
  return Number(/serving http admin on [^ ]*:(\d+)/.exec(lines.join('\n'))?.[1]);
}
