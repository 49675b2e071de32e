import type { State } from '@namerd/activity';
import { Dtab } from '@namerd/dtab';
import type { Namespace, Version, VersionedDtab } from '@namerd/store';

/** A write that somebody attempted: it added `token` to what it had read. */
export interface Attempt {
  readonly namespace: Namespace;
  readonly token: string;
  readonly expected: Version;
  /** `acknowledged` with a version, `refused` for certain, or `unknown`. */
  readonly outcome: 'acknowledged' | 'refused' | 'unknown';
  readonly version?: Version;
}

/** What one watcher saw, in order. */
export interface Sight {
  readonly watcher: string;
  readonly namespace: Namespace;
  readonly states: State<VersionedDtab | undefined>[];
}

/** All that happened in one run of a schedule. */
export class History {
  readonly faults: string[] = [];
  readonly attempts: Attempt[] = [];
  readonly sights: Sight[] = [];
}

/** The tokens of a dtab in the order in which they were added. */
export function tokensOf(dtab: Dtab): readonly string[] {
  return dtab.dentries.map((dentry) => String(dentry.prefix[0]));
}

/** The dtab with one more token. Nothing is ever taken away: so a lost write shows. */
export function withToken(dtab: Dtab, token: string): Dtab {
  return Dtab.concat(dtab, Dtab.parse(`/${token} => /x`));
}
