/** Who may do what with a node. `{ scheme: 'world', id: 'anyone', perms: ZkPerms.all }` is open to all. */
export interface ZkAcl {
  /** Such as `world`, `digest`, or `auth` for whoever creates the node. */
  readonly scheme: string;
  /** In the form of the scheme: `anyone` for `world`, empty for `auth`. */
  readonly id: string;
  /** See {@link ZkPerms}. */
  readonly perms: number;
}

const bits: Readonly<Record<string, number>> = { r: 1, w: 2, c: 4, d: 8, a: 16 };

/** Permissions of an ACL: read, write, create and delete children, administer. */
export const ZkPerms = {
  all: 31,

  /** Reads letters of `crwda`, in any order, none twice and at least one; `undefined` for anything else. */
  parse(text: string): number | undefined {
    if (!/^[crwda]+$/.test(text) || new Set(text).size !== text.length) return undefined;
    let perms = 0;
    for (const letter of text) perms |= bits[letter] ?? 0;
    return perms;
  },
} as const;
