import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { NamingError, Version } from '@namerd/plugin';
import { createTables, schemaVersion } from './tables.ts';

/** What is stored of a namespace. */
export interface Row {
  readonly namespace: string;
  readonly version: Version;
  readonly text: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** How long SQLite itself waits for a lock. It keeps the whole process waiting, so longer waits are ours. */
const lockMs = 20;

/** An open database with its prepared statements. The only place that knows `node:sqlite`; throws its errors as they are. */
export class Connection implements Disposable {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #commits = 0;

  /** Opens the file, and makes it into a database of ours if it is empty. Throws `CONFIG` if it is somebody else's, or of another time. */
  constructor(path: string) {
    this.#database = new DatabaseSync(path, { timeout: lockMs });
    try {
      this.#prepare(path);
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  /** Changes when anything in the file does, through whichever connection. */
  get stamp(): string {
    const [found] = this.#all('PRAGMA data_version'); // counts the commits of others only
    return `${String(found?.['data_version'])}.${this.#commits}`;
  }

  /** All namespaces with their versions, sorted. */
  versions(): readonly Omit<Row, 'text'>[] {
    return this.#all('SELECT namespace, version, nonce FROM dtabs ORDER BY namespace').map((fields) => ({
      namespace: String(fields['namespace']),
      version: toVersion(fields),
    }));
  }

  row(namespace: string): Row | undefined {
    const [fields] = this.#all('SELECT version, nonce, dtab FROM dtabs WHERE namespace = ?', namespace);
    return fields && { namespace, version: toVersion(fields), text: String(fields['dtab']) };
  }

  insert(namespace: string, text: string): void {
    this.#all('INSERT INTO dtabs (namespace, dtab) VALUES (?, ?)', namespace, text);
  }

  replace(namespace: string, text: string): void {
    this.#all('UPDATE dtabs SET dtab = ? WHERE namespace = ?', text, namespace);
  }

  remove(namespace: string): void {
    this.#all('DELETE FROM dtabs WHERE namespace = ?', namespace);
  }

  /** Reads that belong together. */
  reading<T>(act: () => T): T {
    return this.#transaction('BEGIN', act);
  }

  /** Reads and writes that nobody comes between. On the disk when it returns; undone when `act` throws. */
  writing<T>(act: () => T): T {
    const result = this.#transaction('BEGIN IMMEDIATE', act);
    this.#commits++;
    return result;
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  #prepare(path: string): void {
    const mode = this.#all('PRAGMA journal_mode = WAL')[0]?.['journal_mode'];
    if (mode !== 'wal')
      throw new NamingError('CONFIG', `${path}: write-ahead logging does not work here; is this a network file system?`);
    this.#database.exec('PRAGMA synchronous = FULL');
    if (this.#tables().length === 0) {
      // Asked again under the lock: another process may be about the same.
      this.writing(() => this.#tables().length === 0 && this.#database.exec(createTables));
    }
    const isOurs = this.#tables().includes('namerd');
    const schema = isOurs ? Number(this.#all('SELECT schema FROM namerd')[0]?.['schema']) : undefined;
    if (schema === schemaVersion) return;
    const found =
      schema === undefined
        ? 'is the database of another program'
        : `has schema ${schema}; this version of the store knows ${schemaVersion}`;
    throw new NamingError('CONFIG', `${path} ${found}`);
  }

  #tables(): readonly unknown[] {
    return this.#all("SELECT name FROM sqlite_schema WHERE type = 'table'").map((fields) => fields['name']);
  }

  #transaction<T>(begin: string, act: () => T): T {
    this.#all(begin);
    try {
      const result = act();
      this.#all('COMMIT');
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#all('ROLLBACK');
      throw error;
    }
  }

  #all(sql: string, ...values: SQLInputValue[]): readonly Fields[] {
    const known = this.#statements.get(sql);
    const statement = known ?? this.#database.prepare(sql);
    if (known === undefined) this.#statements.set(sql, statement);
    return statement.all(...values);
  }
}

/** Eight bytes of counter and four of nonce. */
function toVersion(fields: Fields): Version {
  const bytes = new DataView(new ArrayBuffer(12));
  bytes.setBigUint64(0, BigInt(Number(fields['version'])));
  bytes.setUint32(8, Number(fields['nonce']));
  return Version.ofBytes(new Uint8Array(bytes.buffer));
}
