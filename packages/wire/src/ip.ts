import { isIPv4, isIPv6 } from 'node:net';

/**
 * The textual form in which namerd sends an address: IPv4 as it is, IPv6 with all eight groups (`0:0:0:0:0:0:0:1`), an IPv4 address
 * mapped into IPv6 as IPv4. A zone (`%eth0`) is kept. `undefined` if `host` is not an IP address.
 */
export function formatIp(host: string): string | undefined {
  if (isIPv4(host)) return host;
  if (!isIPv6(host)) return undefined;
  const [address = '', zone] = host.split('%');
  const groups = expand(address);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return toIpv4(groups.slice(6));
  const text = groups.map((group) => group.toString(16)).join(':');
  return zone === undefined ? text : `${text}%${zone}`;
}

const zeros: readonly number[] = [0, 0, 0, 0, 0, 0, 0, 0];

/** The eight groups of a valid IPv6 text. */
function expand(address: string): number[] {
  const [head = '', tail] = address.split('::');
  const left = groupsOf(head);
  if (tail === undefined) return left;
  const right = groupsOf(tail);
  return [...left, ...zeros.slice(left.length + right.length), ...right];
}

function groupsOf(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}

function toIpv4(groups: readonly number[]): string {
  return groups.flatMap((group) => [group >> 8, group & 255]).join('.');
}
