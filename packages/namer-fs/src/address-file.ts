import { isIPv4, isIPv6 } from 'node:net';
import { NamingError } from '@namerd/plugin';

/** One line of an address file: where to connect to, before its host is resolved. */
export interface AddressLine {
  /** An IPv4 or IPv6 literal without brackets, or a host name. */
  readonly host: string;
  /** 1 to 65535 */
  readonly port: number;
  /** Finite and at least 0. Absent where the line has none. */
  readonly weight?: number;
}

const hostName = /^(?=.{1,253}\.?$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,62}))*\.?$/;
const decimal = /^\+?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/**
 * Reads the lines `host port` and `host port * weight` of an address file. `#` begins a comment; empty lines do not count. Throws
 * `PROTOCOL` at the first line that is neither, with `file`, `line`, `column` (both from 1) and `expected` in its details.
 *
 * @param file names the file in errors
 */
export function parseAddresses(text: string, file: string): readonly AddressLine[] {
  const lines: AddressLine[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const words = [...line.replace(/#.*/s, '').matchAll(/\S+/g)].map((match) => ({ text: match[0], column: match.index + 1 }));
    if (words.length > 0) lines.push(parseLine(words, { file, line: index + 1 }));
  }
  return lines;
}

interface Word {
  readonly text: string;
  /** From 1. */
  readonly column: number;
}

interface Place {
  readonly file: string;
  readonly line: number;
}

function parseLine(words: readonly Word[], place: Place): AddressLine {
  const [host, port, star, weight, ...rest] = words;
  const malformed = (word: Word | undefined, expected: string): NamingError => malformedLine(words, place, word, expected);

  const parsedHost = host && parseHost(host.text);
  if (parsedHost === undefined) throw malformed(host, 'an address or a host name');
  const parsedPort = port && parseInteger(port.text);
  if (parsedPort === undefined || parsedPort < 1 || parsedPort > 65_535) throw malformed(port, 'a port from 1 to 65535');
  if (star === undefined) return { host: parsedHost, port: parsedPort };
  if (star.text !== '*') throw malformed(star, '* or the end of the line');
  const parsedWeight = weight && parseWeight(weight.text);
  if (parsedWeight === undefined) throw malformed(weight, 'a weight, 0 or more');
  if (rest.length > 0) throw malformed(rest[0], 'the end of the line');
  return { host: parsedHost, port: parsedPort, weight: parsedWeight };
}

function parseHost(text: string): string | undefined {
  const bracketed = /^\[(.*)\]$/.exec(text)?.[1];
  if (bracketed !== undefined) return isIPv6(bracketed) ? bracketed : undefined;
  return isIPv4(text) || isIPv6(text) || hostName.test(text) ? text : undefined;
}

function parseInteger(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function parseWeight(text: string): number | undefined {
  const weight = decimal.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(weight) ? weight : undefined;
}

/** How much of a line an error shows: a file of another kind may be one very long line. */
const shownLength = 100;

function malformedLine(words: readonly Word[], place: Place, at: Word | undefined, expected: string): NamingError {
  const last = words.at(-1);
  const column = at?.column ?? (last === undefined ? 1 : last.column + last.text.length);
  const whole = words.map((word) => word.text).join(' ');
  const shown = whole.length > shownLength ? `${whole.slice(0, shownLength)}…` : whole;
  const message = `malformed address: ${shown} (${place.file}, line ${place.line}, column ${column}: expected ${expected})`;
  return new NamingError('PROTOCOL', message, { details: { ...place, column: column, expected: expected } });
}
