import { State } from '@namerd/activity';
import type { Addr, Endpoint } from '@namerd/namer';
import { formatIp } from './ip.ts';
import { asArray, asNumber, asObject, asString, type Place, unexpected, within } from './json.ts';
import { decodeMeta, encodeMeta, endpointWeightKey, treeWeightKey } from './meta.ts';
import { remoteFailure } from './remote-failure.ts';

/**
 * An address and its state as JSON: `bound` with endpoints and metadata, `neg`, `failed` with its cause, or `pending`. Endpoints that
 * are not IP addresses are left out, as namerd does. `treeWeight` is the weight of the union branch above, if any.
 */
export function encodeAddr(state: State<Addr>, treeWeight?: number): string {
  if (state.kind === 'pending') return '{"type":"pending"}';
  if (state.kind === 'failed') {
    const { message } = state.error;
    return message === '' ? '{"type":"failed"}' : `{"type":"failed","cause":${JSON.stringify(message)}}`;
  }
  const addr = state.value;
  if (addr.kind === 'neg') return '{"type":"neg"}';
  let addrs = '';
  for (const endpoint of addr.endpoints) {
    const text = encodeEndpoint(endpoint);
    if (text !== undefined) addrs += addrs === '' ? text : `,${text}`;
  }
  return `{"type":"bound","addrs":[${addrs}],"meta":${encodeMeta(addr.meta, treeWeightKey, treeWeight)}}`;
}

function encodeEndpoint(endpoint: Endpoint): string | undefined {
  const ip = formatIp(endpoint.host);
  if (ip === undefined) return undefined;
  return `{"ip":"${ip}","port":${endpoint.port},"meta":${encodeMeta(endpoint.meta, endpointWeightKey, endpoint.weight)}}`;
}

/** Reads what {@link encodeAddr} writes. Unknown fields are ignored. Throws `PARSE`; a `failed` address becomes a failed state with `UNAVAILABLE`. */
export function decodeAddr(json: unknown, place: Place = ''): State<Addr> {
  const object = asObject(json, place);
  switch (object['type']) {
    case 'pending':
      return State.pending;
    case 'neg':
      return State.ok({ kind: 'neg' });
    case 'failed':
      return State.failed(remoteFailure(object['cause']));
    case 'bound':
      return State.ok(decodeBoundAddr(object, place));
    default:
      throw unexpected(within(place, 'type'), 'bound, neg, failed or pending', object['type']);
  }
}

function decodeBoundAddr(object: Readonly<Record<string, unknown>>, place: Place): Addr {
  const addrs = within(place, 'addrs');
  const endpoints = asArray(object['addrs'], addrs).map((endpoint, i) => decodeEndpoint(endpoint, within(addrs, i)));
  const { meta, weight } = decodeMeta(object['meta'], treeWeightKey, within(place, 'meta'));
  const whole = weight === undefined ? meta : { ...meta, [treeWeightKey]: weight };
  return { kind: 'bound', endpoints: endpoints, ...(whole === undefined ? {} : { meta: whole }) };
}

function decodeEndpoint(json: unknown, place: Place): Endpoint {
  const object = asObject(json, place);
  const host = asString(object['ip'], within(place, 'ip'));
  const port = asNumber(object['port'], within(place, 'port'));
  return { host: host, port: port, ...decodeMeta(object['meta'], endpointWeightKey, within(place, 'meta')) };
}
