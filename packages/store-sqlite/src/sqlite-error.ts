import { NamingError, type NamingErrorCode } from '@namerd/plugin';

/** SQLite's primary result codes, as far as they mean something to a caller. */
const meanings: Readonly<Record<number, readonly [NamingErrorCode, string]>> = {
  1: ['UNAVAILABLE', 'the file is not as this store left it'], // ERROR: our SQL is fixed, so the tables are not ours any more
  3: ['FORBIDDEN', 'no permission'], // PERM
  5: ['TIMEOUT', 'the file is locked by another process'], // BUSY
  6: ['TIMEOUT', 'the file is locked by another process'], // LOCKED
  8: ['FORBIDDEN', 'the file cannot be written'], // READONLY
  10: ['UNAVAILABLE', 'the disk failed'], // IOERR
  11: ['UNAVAILABLE', 'the file is damaged'], // CORRUPT
  13: ['UNAVAILABLE', 'the disk is full'], // FULL
  14: ['UNAVAILABLE', 'the file cannot be opened; does its folder exist, and may this process write there?'], // CANTOPEN
  23: ['FORBIDDEN', 'no permission'], // AUTH
  26: ['UNAVAILABLE', 'the file is not a database, or is damaged'], // NOTADB
};

/** The file system's codes for: exists, but not for us. */
const forbidden: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM', 'EROFS']);

/** What went wrong with the file, as a naming error. Errors that are neither SQLite's nor the file system's are `INTERNAL`. */
export function fromSqlite(thrown: unknown, path: string): NamingError {
  if (NamingError.is(thrown) || !(thrown instanceof Error)) return NamingError.from(thrown);
  if ('errcode' in thrown && typeof thrown.errcode === 'number') {
    const [code, meaning] = meanings[thrown.errcode & 0xff] ?? ['INTERNAL', 'SQLite failed'];
    return new NamingError(code, `${path}: ${meaning} (${thrown.message})`, { cause: thrown });
  }
  if ('syscall' in thrown && 'code' in thrown) {
    const code = forbidden.has(thrown.code) ? 'FORBIDDEN' : 'UNAVAILABLE';
    return new NamingError(code, `${path}: ${thrown.message}`, { cause: thrown });
  }
  return NamingError.from(thrown);
}
