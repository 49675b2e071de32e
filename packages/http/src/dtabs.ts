import { Namespace } from '@namerd/store';
import { encodeEtag } from '@namerd/wire';
import type { ApiParts } from './api-parts.ts';
import { readDtab } from './dtab-body.ts';
import type { Exchange } from './exchange.ts';
import { HttpError } from './http-error.ts';
import { preconditionOf } from './precondition.ts';
import { isTrue, parseParameters } from './query.ts';
import { sendHeaders } from './send.ts';
import { show, showEtag, watch } from './show.ts';
import { deleteIf, putIf } from './write.ts';

/** `/api/1/dtabs`: the namespaces. namerd lists them whatever the method; a `DELETE` that answers 200 deletes nothing and says so here. */
export function listDtabs(api: ApiParts, exchange: Exchange): void {
  const { method } = exchange;
  if (method !== 'GET' && method !== 'HEAD')
    throw new HttpError(405, '', { detail: 'only GET and HEAD', headers: { Allow: 'GET, HEAD' } });
  const subject = api.subjects.list();
  if (isTrue(parseParameters(exchange.query).get('watch'))) watch(api, exchange, subject);
  else show(api, exchange, subject);
}

/** `/api/1/dtabs/<namespace>`: one dtab. Methods that it does not know are 404, as in namerd. */
export function oneDtab(api: ApiParts, exchange: Exchange, name: string): void | Promise<void> {
  switch (exchange.method) {
    case 'GET':
      return read(api, exchange, Namespace.parse(name));
    case 'HEAD':
      return showEtag(api, exchange, api.subjects.dtab(Namespace.parse(name)));
    case 'PUT':
      return put(api, exchange, Namespace.parse(name));
    case 'POST':
      return create(api, exchange, Namespace.parse(name));
    case 'DELETE':
      return remove(api, exchange, Namespace.parse(name));
    default:
      throw new HttpError(404, '', { detail: `${exchange.method} means nothing to a dtab` });
  }
}

function read(api: ApiParts, exchange: Exchange, namespace: Namespace): void {
  const subject = api.subjects.dtab(namespace);
  if (exchange.query !== '' && isTrue(parseParameters(exchange.query).get('watch'))) watch(api, exchange, subject);
  else show(api, exchange, subject);
}

async function put(api: ApiParts, exchange: Exchange, namespace: Namespace): Promise<void> {
  const { store, limits } = api.environment;
  const condition = preconditionOf(exchange.request.headers);
  const dtab = await readDtab(exchange.request, limits.maxBodyBytes);
  const version = await putIf(store, namespace, dtab, condition);
  sendHeaders(exchange, 204, ['ETag', encodeEtag(version)]);
}

async function create(api: ApiParts, exchange: Exchange, namespace: Namespace): Promise<void> {
  const { store, limits } = api.environment;
  const dtab = await readDtab(exchange.request, limits.maxBodyBytes);
  const version = await store.create(namespace, dtab);
  sendHeaders(exchange, 204, ['ETag', encodeEtag(version)]);
}

async function remove(api: ApiParts, exchange: Exchange, namespace: Namespace): Promise<void> {
  await deleteIf(api.environment.store, namespace, preconditionOf(exchange.request.headers));
  sendHeaders(exchange, 204, []);
}
