import { type Activity, failing } from '@namerd/activity';
import { Label, type NameTree, Path } from '@namerd/dtab';
import { NamingError } from '@namerd/errors';
import { Addr } from '../addr.ts';
import type { Name } from '../namer.ts';
import type { HostAddresses } from './hosts.ts';

/** Where the addresses of a host come from. */
export type Resolve = (host: string) => Activity<HostAddresses>;

/** `/$/inet/<host>/<port>/…` or, for this machine, `/$/inet/<port>/…`; `rest` is what follows the second label. */
export function inetTree(path: Path, rest: Path, resolve: Resolve): NameTree<Name> {
  const [first, second] = rest.labels;
  if (first === undefined) return { kind: 'neg' };
  const port = second === undefined ? undefined : integer(second);
  if (port !== undefined) return boundTo(path, 4, endpoints(resolve, Label.text(first), port));
  const localPort = integer(first);
  return localPort === undefined ? { kind: 'neg' } : boundTo(path, 3, endpoints(resolve, '', localPort));
}

/** `/$/io.buoyant.rinet/<port>/<host>/…` */
export function rinetTree(path: Path, rest: Path, resolve: Resolve): NameTree<Name> {
  const [first, host] = rest.labels;
  const port = first === undefined ? undefined : integer(first);
  if (port === undefined || host === undefined) return { kind: 'neg' };
  return boundTo(path, 4, endpoints(resolve, Label.text(host), port));
}

function boundTo(path: Path, length: number, addr: Activity<Addr>): NameTree<Name> {
  const bound = { id: Path.take(path, length), residual: Path.drop(path, length), addr };
  return { kind: 'leaf', value: { kind: 'bound', bound } };
}

/** The value of a label that spells a 32-bit integer, with or without a sign. */
function integer(label: Label): number | undefined {
  const text = Label.text(label);
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const value = Number(text);
  return value >= -(2 ** 31) && value < 2 ** 31 ? value : undefined;
}

function endpoints(resolve: Resolve, host: string, port: number): Activity<Addr> {
  if (port < 0 || port > 65_535) return failing(new NamingError('PARSE', `port ${port} is not between 0 and 65535`));
  return resolve(host).map(
    (addresses) => (addresses === undefined ? Addr.neg : Addr.bound(addresses.map((address) => ({ host: address, port })))),
    Addr.equals,
  );
}
