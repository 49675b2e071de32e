import { isIPv6 } from 'node:net';

/**
 * The address that a text spells: an IPv6 literal as it stands, an IPv4 literal in its usual form. IPv4 may be short, as in `127.1`
 * or `2130706433`: the last number fills what is left. Numbers are decimal. `undefined` for anything else.
 */
export function ipLiteral(text: string): string | undefined {
  if (isIPv6(text)) return text;
  if (!/^\d{1,10}(\.\d{1,10}){0,3}$/.test(text)) return undefined;
  const numbers = text.split('.').map(Number);
  const last = numbers.pop() ?? 0;
  const bytesLeft = 4 - numbers.length;
  if (numbers.some((byte) => byte > 255) || last >= 256 ** bytesLeft) return undefined;
  for (let i = bytesLeft - 1; i >= 0; i--) numbers.push(Math.floor(last / 256 ** i) % 256);
  return numbers.join('.');
}
