import type { DtabStore, Namespace } from '@namerd/store';

/**
 * A backend for one test: an isolated space (a prefix, a database, a temporary folder) that is removed when disposed. Stores that
 * it opened are disposed by the suite, before it.
 */
export interface StoreBackend extends AsyncDisposable {
  /** A new store on this space. Also called while the backend is failing, and more than once. */
  open(): Promise<DtabStore>;
  /** Writes these bytes as the stored text of a namespace, past any store. With the capability `rawWrite`. */
  writeRaw?(namespace: Namespace, bytes: Uint8Array): Promise<void>;
  /** Takes the backend away, until `recover`. What it stores survives. With the capability `outage`. */
  fail?(): Promise<void>;
  recover?(): Promise<void>;
  /** How many watches all stores have open on the backend now. With the capability `sharedWatch`. */
  openWatches?(): number | Promise<number>;
}

/** What a backend can be tested for. A capability that is missing is declared so; what is then skipped is printed. */
export interface StoreCapabilities {
  /** It tells how many watches are open: `openWatches`. */
  readonly sharedWatch: boolean;
  /** It can be taken away and brought back: `fail`, `recover`. */
  readonly outage: boolean;
  /** Any bytes can be put in place of a dtab: `writeRaw`. */
  readonly rawWrite: boolean;
  /** Two opened stores see the same dtabs, as two processes would, and dtabs outlive the store that wrote them. */
  readonly sharedSpace: boolean;
}
