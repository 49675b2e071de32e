import { Dtab, Path } from '@namerd/dtab';
import { NamingError } from '@namerd/errors';
import { mediaTypeOf } from '@namerd/wire';
import type { ApiParts } from './api-parts.ts';
import { hasBody, readBody } from './body.ts';
import type { Exchange } from './exchange.ts';
import { HttpError } from './http-error.ts';
import type { NameQuery } from './name-query.ts';
import { isTrue, type Parameters, parseParameters } from './query.ts';
import { show, watch } from './show.ts';
import type { Subject } from './subject.ts';

/** `/api/1/bind/<namespace>`: what a name is bound to. Any method will do, as in namerd. */
export function bindName(api: ApiParts, exchange: Exchange, namespace: string): void | Promise<void> {
  return withParameters(api, exchange, (parameters) => {
    showOrWatch(api, exchange, parameters, api.subjects.bind(nameQuery(parameters, namespace)));
  });
}

/** `/api/1/addr/<namespace>`: the endpoints of a bound id. The namespace does not matter. */
export function addrOfId(api: ApiParts, exchange: Exchange): void | Promise<void> {
  return withParameters(api, exchange, (parameters) => {
    showOrWatch(api, exchange, parameters, api.subjects.addr(pathOf(parameters)));
  });
}

/** `/api/1/resolve/<namespace>`: the endpoints of a name. */
export function resolveName(api: ApiParts, exchange: Exchange, namespace: string): void | Promise<void> {
  return withParameters(api, exchange, (parameters) => {
    showOrWatch(api, exchange, parameters, api.subjects.resolve(nameQuery(parameters, namespace)));
  });
}

/** `/api/1/bound-names`: the ids that can be enumerated. */
export function boundNames(api: ApiParts, exchange: Exchange): void {
  if (exchange.method !== 'GET') throw new HttpError(404, '', { detail: 'only GET' });
  showOrWatch(api, exchange, parseParameters(exchange.query), api.subjects.boundNames());
}

function showOrWatch(api: ApiParts, exchange: Exchange, parameters: Parameters, subject: Subject): void {
  if (isTrue(parameters.get('watch'))) watch(api, exchange, subject);
  else show(api, exchange, subject);
}

/** Calls `use` with the parameters of the URL, and those of a form in the body, which take precedence. */
export function withParameters(
  { environment }: ApiParts,
  { request, query }: Exchange,
  use: (parameters: Parameters) => void | Promise<void>,
): void | Promise<void> {
  const parameters = parseParameters(query);
  const isForm = mediaTypeOf(request.headers['content-type']) === 'application/x-www-form-urlencoded';
  if (!isForm || !hasBody(request)) return use(parameters);
  return readBody(request, environment.limits.maxBodyBytes).then((text) =>
    use(new Map([...parameters, ...parseParameters(text)])),
  );
}

/** The query that the parameters ask, in a namespace. */
export function nameQuery(parameters: Parameters, namespace: string): NameQuery {
  const path = pathOf(parameters);
  const dtab = dtabOf(parameters.get('dtab') ?? '');
  return { namespace: namespace, dtab: dtab, path: path };
}

/** The parameter `path`, or 400. */
function pathOf(parameters: Parameters): Path {
  const text = parameters.get('path');
  if (text === undefined) throw new HttpError(400, 'Invalid path: the parameter path is missing');
  return parsed('path', () => Path.parse(text), text);
}

/** A dtab of a request, or 400. */
export function dtabOf(text: string): Dtab {
  return parsed('dtab', () => Dtab.parse(text));
}

/** What is parsed, or 400 with namerd's text. `shown` is what it repeats of the input. */
export function parsed<T>(what: 'path' | 'dtab', parse: () => T, shown?: string): T {
  try {
    return parse();
  } catch (thrown) {
    if (!NamingError.is(thrown, 'PARSE')) throw thrown;
    const text = shown === undefined ? thrown.message : `${shown} / ${thrown.message}`;
    throw new HttpError(400, `Invalid ${what}: ${text}`, { cause: thrown });
  }
}
