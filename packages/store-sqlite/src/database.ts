import { closeSync, openSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Namespace, NamingError, type Version } from '@namerd/plugin';
import { Connection, type Row } from './connection.ts';
import { fromSqlite } from './sqlite-error.ts';

/** All dtabs as they were at one moment, by name, sorted. */
export interface Snapshot {
  readonly rows: ReadonlyMap<Namespace, Row>;
  /** See {@link Database.stamp}. */
  readonly stamp: string;
}

/** Which files they are, whatever their names. */
interface Identity {
  readonly file: string | undefined;
  /** The write-ahead log beside it. */
  readonly log: string | undefined;
}

interface Open {
  readonly connection: Connection;
  /** Tells this connection from those before. */
  readonly number: number;
}

/**
 * The file. Opened on first use, and again after it could not be used. All calls are synchronous and throw naming errors: `TIMEOUT` while
 * another process holds the lock, `UNAVAILABLE` while the file cannot be read or is not where it was, `CLOSED` after `close`.
 */
export class Database {
  readonly #path: string;
  #open: Open | undefined;
  /** What was opened last. SQLite goes on with a deleted or replaced file as if nothing had happened. */
  #identity: Identity | undefined;
  #opened = 0;
  #isClosed = false;

  constructor(path: string) {
    this.#path = resolve(path); // SQLite takes some relative names for something else than a file
  }

  /** When it differs from a snapshot's, there is something new. */
  stamp(): string {
    return this.#use(stampOf);
  }

  /** Everything, taking from `held` what has not changed since. */
  snapshot(held?: Snapshot): Snapshot {
    return this.#use((open) => {
      const { connection } = open;
      const stamp = stampOf(open); // before the reading: a commit in between is then read twice, not missed
      const rows = new Map<Namespace, Row>();
      connection.reading(() => {
        for (const { namespace, version } of connection.versions()) {
          if (!Namespace.is(namespace)) continue; // made by hand; no caller could name it
          const known = held?.rows.get(namespace);
          const row = known?.version === version ? known : connection.row(namespace);
          if (row !== undefined) rows.set(namespace, row);
        }
      });
      return { rows, stamp };
    });
  }

  /**
   * Sets the text of a namespace, or deletes it (`undefined`), unless `check` throws; it is given the current version. On the disk when
   * it returns. Gives the new version.
   */
  write(namespace: Namespace, text: string | undefined, check: (current: Version | undefined) => void): Version | undefined {
    return this.#use(({ connection }) => {
      const version = connection.writing(() => {
        const current = connection.row(namespace)?.version;
        check(current);
        if (text === undefined) connection.remove(namespace);
        else if (current === undefined) connection.insert(namespace, text);
        else connection.replace(namespace, text);
        return connection.row(namespace)?.version;
      });
      if (!this.#isInPlace) throw this.#unavailable('the file was taken away while it was written');
      return version;
    });
  }

  close(): void {
    this.#isClosed = true;
    const open = this.#open;
    this.#open = undefined;
    open?.connection[Symbol.dispose]();
  }

  #use<T>(act: (open: Open) => T): T {
    try {
      return act(this.#ready());
    } catch (thrown) {
      const error = fromSqlite(thrown, this.#path);
      // A refusal or a lock says nothing against the connection. Whatever else may be wrong with it, a new one has not.
      if (!NamingError.is(thrown) && error.code !== 'TIMEOUT') this.#abandon();
      throw error;
    }
  }

  #ready(): Open {
    if (this.#isClosed) throw new NamingError('CLOSED', 'the store is closed');
    if (this.#open !== undefined && this.#isInPlace) return this.#open;
    this.#abandon();
    const file = identityOf(this.#path) ?? this.#make();
    if (this.#identity !== undefined && this.#identity.file !== file) this.#assertWithoutLog(this.#identity);
    const connection = new Connection(this.#path);
    if (identityOf(this.#path) !== file) {
      connection[Symbol.dispose]();
      throw this.#unavailable('the file was replaced while it was opened');
    }
    this.#identity = { file, log: identityOf(this.#log) };
    this.#open = { connection, number: ++this.#opened };
    return this.#open;
  }

  /** An empty file, before the first use. One that was there is not made anew, for it would be without dtabs. */
  #make(): string | undefined {
    if (this.#identity !== undefined) throw this.#unavailable('the file was taken away');
    if (identityOf(this.#log) !== undefined) {
      throw this.#unavailable(`the file is missing, but not its write-ahead log (${this.#log}); where is it?`);
    }
    closeSync(openSync(this.#path, 'a', 0o644));
    return identityOf(this.#path);
  }

  /** A file that was put in the place of another must not meet its log: SQLite would take it for its own. */
  #assertWithoutLog({ log }: Identity): void {
    if (log === undefined || log !== identityOf(this.#log)) return;
    throw this.#unavailable(`the file was replaced; remove ${this.#log}, which belongs to the old one`);
  }

  /** Whether the path leads to the file that was opened last. */
  get #isInPlace(): boolean {
    return this.#identity?.file === identityOf(this.#path);
  }

  get #log(): string {
    return `${this.#path}-wal`;
  }

  #unavailable(what: string): NamingError {
    return new NamingError('UNAVAILABLE', `${this.#path}: ${what}`);
  }

  #abandon(): void {
    try {
      this.#open?.connection[Symbol.dispose]();
    } catch {
      // It is given up because it fails.
    } finally {
      this.#open = undefined;
    }
  }
}

function identityOf(path: string): string | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev}:${found.ino}`;
}

function stampOf({ connection, number }: Open): string {
  return `${number}.${connection.stamp}`;
}
