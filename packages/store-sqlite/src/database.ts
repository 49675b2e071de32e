import { statSync } from 'node:fs';
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

interface Open {
  readonly connection: Connection;
  /** Which file it is. SQLite goes on with a deleted or replaced file as if nothing had happened. */
  readonly identity: string | undefined;
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
    return this.#use(({ connection, identity }) => {
      const version = connection.writing(() => {
        const current = connection.row(namespace)?.version;
        check(current);
        if (text === undefined) connection.remove(namespace);
        else if (current === undefined) connection.insert(namespace, text);
        else connection.replace(namespace, text);
        return connection.row(namespace)?.version;
      });
      if (this.#identity() !== identity)
        throw new NamingError('UNAVAILABLE', `${this.#path}: the file was taken away while it was written`);
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
    const identity = this.#identity();
    if (this.#open !== undefined && this.#open.identity === identity) return this.#open;
    this.#abandon();
    if (identity === undefined && this.#opened > 0) {
      throw new NamingError('UNAVAILABLE', `${this.#path}: the file was taken away; made anew it would be without dtabs`);
    }
    const connection = new Connection(this.#path);
    this.#open = { connection, identity: this.#identity(), number: ++this.#opened };
    return this.#open;
  }

  #identity(): string | undefined {
    const found = statSync(this.#path, { bigint: true, throwIfNoEntry: false });
    return found && `${found.dev}:${found.ino}`;
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

function stampOf({ connection, number }: Open): string {
  return `${number}.${connection.stamp}`;
}
