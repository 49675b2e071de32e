import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { NamingError } from '@namerd/errors';

/** Reads a file of credentials. Throws `CONFIG` naming the file and what it is. */
export function readNow(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw unreadable(file, what, cause);
  }
}

/** A token in a file that is renewed from time to time (a kubelet does so): read for each request. Rejects with `FORBIDDEN` where it cannot be read or is empty. */
export function tokenInFile(file: string): () => Promise<string> {
  return async () => {
    try {
      const token = (await readFile(file, 'utf8')).trim();
      if (token === '') throw new Error(`${file} is empty`);
      return token;
    } catch (cause) {
      throw new NamingError('FORBIDDEN', `the token cannot be read: ${messageOf(cause)}`, { cause, details: { file } });
    }
  };
}

function unreadable(file: string, what: string, cause: unknown): NamingError {
  return new NamingError('CONFIG', `the ${what} cannot be read: ${messageOf(cause)}`, { cause, details: { file } });
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
