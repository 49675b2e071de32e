import { Path } from '@namerd/dtab';
import { NamingError } from '@namerd/errors';
import { encodeDelegateTree } from '@namerd/wire';
import { addressesOf } from './addresses.ts';
import type { ApiParts } from './api-parts.ts';
import { readBody } from './body.ts';
import { boundsIn, snapshotTree } from './delegate-snapshot.ts';
import type { Exchange } from './exchange.ts';
import { HttpError } from './http-error.ts';
import type { NameQuery } from './name-query.ts';
import { dtabOf, nameQuery, parsed, withParameters } from './naming.ts';
import { sendBody } from './send.ts';

/** `/api/1/delegate/<namespace>`: why a name is bound to what it is bound to. */
export function delegateIn(api: ApiParts, exchange: Exchange, namespace: string): void | Promise<void> {
  return withParameters(api, exchange, (parameters) => explain(api, exchange, nameQuery(parameters, namespace)));
}

/** `/api/1/delegate`: the same for a dtab of the request, after that of a namespace if one is named. */
export function delegateAny(api: ApiParts, exchange: Exchange): void | Promise<void> {
  switch (exchange.method) {
    case 'GET':
    case 'HEAD':
      return withParameters(api, exchange, (parameters) => {
        explain(api, exchange, nameQuery(parameters, parameters.get('namespace') ?? ''));
      });
    case 'POST':
      return delegatePosted(api, exchange);
    default:
      throw new HttpError(405, '', { detail: 'only GET, HEAD and POST', headers: { Allow: 'GET, HEAD, POST' } });
  }
}

async function delegatePosted(api: ApiParts, exchange: Exchange): Promise<void> {
  const { request } = exchange;
  if (request.headers['content-type'] !== 'application/json')
    throw new HttpError(415, '', { detail: 'Content-Type must be application/json' });
  const text = await readBody(request, api.environment.limits.maxBodyBytes);
  const { namespace, dtab, path } = fieldsOf(text);
  explain(api, exchange, { namespace: namespace, path: parsed('path', () => Path.parse(path)), dtab: dtabOf(dtab) });
}

/** The fields of a posted request. Others are ignored. */
function fieldsOf(text: string): { readonly namespace: string; readonly dtab: string; readonly path: string } {
  const malformed = new HttpError(400, `Malformed delegation request: ${text}`, {
    detail: 'a JSON object with dtab and path is expected',
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw malformed;
  }
  if (typeof json !== 'object' || json === null) throw malformed;
  const { namespace = '', dtab, path } = json as Record<'namespace' | 'dtab' | 'path', unknown>;
  if (typeof dtab !== 'string' || typeof path !== 'string') throw malformed;
  return { namespace: typeof namespace === 'string' ? namespace : '', dtab: dtab, path: path };
}

/** Explains once, within the time limit, and lets go. */
function explain(api: ApiParts, exchange: Exchange, { namespace, dtab, path }: NameQuery): void {
  const { context, limits, namespaces } = api.environment;
  const trees = namespaces
    .delegate(namespace, dtab, path)
    .flatMap((tree) => addressesOf(boundsIn(tree), { clock: context.clock }).map((addresses) => snapshotTree(tree, addresses)));
  let deadline: Disposable | undefined;
  const giveUp = api.waiting.once(exchange, trees, (state) => {
    deadline?.[Symbol.dispose]();
    if (state.kind === 'failed') api.fail(exchange, refusal(state.error, namespace));
    else sendBody(exchange, 200, ['Content-Type', 'application/json'], Buffer.from(encodeDelegateTree(state.value)));
  });
  if (!exchange.response.writableEnded) deadline = context.clock.setTimeout(() => giveUp(outOfTime), limits.delegateTimeoutMs);
}

const outOfTime = new NamingError('TIMEOUT', 'the delegation took too long');

function refusal(error: Error, namespace: string): Error {
  if (error === outOfTime) return new HttpError(503, 'Request timed out.', { cause: outOfTime });
  if (!NamingError.is(error, 'UNSUPPORTED')) return error;
  return new HttpError(501, `Name Interpreter for ${namespace} cannot show delegations`, { cause: error });
}
