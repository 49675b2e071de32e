import { NamingError } from '@namerd/errors';
import type { Dentry } from './dentry.ts';
import { Dtab } from './dtab.ts';
import { limits } from './limits.ts';
import { parsePrefix, parseTree } from './parse/parse.ts';
import type { ShowOptions } from './tree/show.ts';

/** One header of a message. Names are matched without regard to case. */
export type HeaderLine = readonly [name: string, value: string];

/**
 * The header lines of a message, in order, repeated names repeated. Not what `Headers` of fetch yields for repeated names: it joins them
 * with commas, which separate nothing in `l5d-dtab`.
 */
export type HeaderLines = Iterable<HeaderLine>;

const pairPrefix = 'x-dtab-';
const base64 = /^[0-9A-Za-z+/]*={0,2}$/;

function valuesOf(headers: HeaderLines, name: string): readonly string[] {
  return Array.from(headers)
    .filter(([key]) => key.toLowerCase() === name)
    .map(([, value]) => value);
}

function all(texts: readonly string[]): Dtab {
  return texts.reduce((dtab, text) => Dtab.concat(dtab, Dtab.parse(text)), Dtab.empty);
}

function decoded(value: string): string {
  const bare = value.replace(/=+$/, '');
  if (!base64.test(value) || bare.length % 4 === 1) throw new NamingError('PARSE', `Value not b64-encoded: ${value}`);
  return new TextDecoder().decode(Uint8Array.from(atob(bare), (unit) => unit.charCodeAt(0)));
}

function read<T>(value: string, what: string, parse: (text: string) => T): T {
  const text = decoded(value);
  try {
    return parse(text);
  } catch (cause) {
    throw new NamingError('PARSE', `Invalid ${what}: ${text}`, { cause });
  }
}

/** `X-Dtab-<index>-A` and `-B`: a prefix and a destination each, ordered by name as text. */
function pairs(headers: HeaderLines): Dtab {
  const lines = Array.from(headers, ([name, value]) => ({ name: name.toLowerCase(), value }))
    .filter(({ name }) => name.startsWith(pairPrefix))
    .sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  if (lines.length % 2 !== 0) throw new NamingError('PARSE', 'Unmatched X-Dtab headers');
  const dentries: Dentry[] = [];
  for (let i = 0; i < lines.length; i += 2) {
    const [from, to] = lines.slice(i, i + 2);
    if (from === undefined || to === undefined || !from.name.endsWith('a') || to.name !== `${from.name.slice(0, -1)}b`) {
      throw new NamingError('PARSE', 'Unmatched X-Dtab headers');
    }
    dentries.push({ prefix: read(from.value, 'prefix', parsePrefix), dst: read(to.value, 'name', parseTree) });
  }
  return Dtab.of(dentries);
}

/** Dtabs in HTTP headers, the way Finagle and Linkerd carry the overrides of one request. */
export const DtabHeaders = {
  /**
   * What Finagle reads: the `X-Dtab-` pairs in the order of their names, then every `Dtab-Local` in the order of the message. A comma
   * separates dtabs within one `Dtab-Local`, also in a comment. Throws `PARSE`.
   */
  read: (headers: HeaderLines): Dtab => {
    const lines = Array.from(headers);
    const local = valuesOf(lines, 'dtab-local').flatMap((value) => value.split(','));
    return Dtab.concat(pairs(lines), all(local));
  },

  /** The header that Finagle writes: none for the empty dtab. Throws `UNSUPPORTED` beyond `limits.maxHeaderDentries`, as Finagle does. */
  write: (dtab: Dtab, options?: ShowOptions): readonly HeaderLine[] => {
    const { length } = dtab.dentries;
    if (length > limits.maxHeaderDentries) {
      throw new NamingError(
        'UNSUPPORTED',
        `a dtab of ${length} dentries is too long for a header: at most ${limits.maxHeaderDentries}`,
      );
    }
    return length === 0 ? [] : [['dtab-local', Dtab.show(dtab, options)]];
  },

  /**
   * What Linkerd reads: `local`, which was inherited, then every `l5d-ctx-dtab`, then every `l5d-dtab`, each in the order of the message.
   * Throws `PARSE`; Linkerd answers 400 with the message as its body.
   */
  readLinkerd: (headers: HeaderLines, local: Dtab = Dtab.empty): Dtab => {
    const lines = Array.from(headers);
    return [local, all(valuesOf(lines, 'l5d-ctx-dtab')), all(valuesOf(lines, 'l5d-dtab'))].reduce(Dtab.concat);
  },

  /** The header in which Linkerd hands the overrides on to the next hop: none for the empty dtab. */
  writeLinkerd: (dtab: Dtab, options?: ShowOptions): readonly HeaderLine[] =>
    dtab.dentries.length === 0 ? [] : [['l5d-ctx-dtab', Dtab.show(dtab, options)]],
} as const;
