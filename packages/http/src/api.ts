import type { IncomingMessage, ServerResponse } from 'node:http';
import { createNamespaces, createPluginContext } from '@namerd/plugin';
import { Encoder } from './answer.ts';
import type { ApiParts } from './api-parts.ts';
import { delegateAny, delegateIn } from './delegate.ts';
import { listDtabs, oneDtab } from './dtabs.ts';
import type { Exchange } from './exchange.ts';
import { HttpError } from './http-error.ts';
import { addrOfId, bindName, boundNames, resolveName } from './naming.ts';
import { type ApiEnvironment, type ApiLimits, type ApiOptions, defaultLimits } from './options.ts';
import { sendError } from './send.ts';
import { showState } from './state.ts';
import { createSubjects } from './subjects.ts';
import { Topics } from './topics.ts';
import { Waiting } from './waiting.ts';

/** A path and what answers it. One that ends with a slash takes the rest of the path as a namespace, raw and with slashes. */
interface Route {
  readonly path: string;
  handle(api: ApiParts, exchange: Exchange, rest: string): void | Promise<void>;
}

/** All routes, tried in this order. */
const routes: readonly Route[] = [
  { path: '/api/1/dtabs', handle: listDtabs },
  {
    path: '/api/1/dtabs/',
    handle: (api, exchange, rest) => (rest === '' ? listDtabs(api, exchange) : oneDtab(api, exchange, rest)),
  },
  { path: '/api/1/bind/', handle: bindName },
  { path: '/api/1/addr/', handle: addrOfId },
  { path: '/api/1/resolve/', handle: resolveName },
  { path: '/api/1/delegate/', handle: delegateIn },
  { path: '/api/1/delegate', handle: delegateAny },
  { path: '/api/1/bound-names', handle: boundNames },
  { path: '/state', handle: showState },
];

/** The HTTP API, whatever server it is mounted in. */
export class Api {
  readonly #parts: ApiParts;
  readonly #closing = new AbortController();

  constructor(options: ApiOptions) {
    const environment = environmentOf(options);
    const { clock, logger } = environment.context;
    const { writeTimeoutMs, drainMs } = environment.limits;
    const encoder = new Encoder();
    const fail = (exchange: Exchange, thrown: unknown): number => sendError(exchange, thrown, logger);
    const topics = new Topics({
      clock: clock,
      encoder: encoder,
      writeTimeoutMs: writeTimeoutMs,
      drainMs: drainMs,
      onError: (thrown) => logger.error('a watched value cannot be encoded', { error: thrown }),
    });
    this.#parts = {
      environment: environment,
      subjects: createSubjects(environment, this.#closing.signal),
      encoder: encoder,
      topics: topics,
      waiting: new Waiting(fail),
      fail: fail,
    };
  }

  /** Answers a request. `url` is its target without the prefix under which the API is mounted. Never throws. */
  handle(request: IncomingMessage, response: ServerResponse, url: string): void {
    const api = this.#parts;
    const { clock, telemetry } = api.environment.context;
    const startedMs = clock.now();
    const exchange = exchangeOf(request, response, url);
    const route = routeOf(exchange.path);
    response.on('close', () => {
      if (this.#closing.signal.aborted) request.socket.end(); // or it would stay open for more requests
      const { method } = exchange;
      const durationMs = clock.now() - startedMs;
      telemetry.emit({
        kind: 'http:request',
        method: method,
        route: route?.path ?? '',
        status: response.statusCode,
        durationMs: durationMs,
      });
    });
    try {
      const done = this.#answer(exchange, route);
      done?.catch((thrown: unknown) => api.fail(exchange, thrown));
    } catch (thrown) {
      api.fail(exchange, thrown);
    }
  }

  /** Ends all watches properly, and answers those who wait. */
  close(): void {
    this.#closing.abort();
    this.#parts.topics.end();
    this.#parts.waiting.close();
  }

  #answer(exchange: Exchange, route: Route | undefined): void | Promise<void> {
    const { limits } = this.#parts.environment;
    const requestLine = exchange.request.url?.length ?? 0;
    if (requestLine + exchange.method.length + ' HTTP/1.1 '.length > limits.maxRequestLineBytes) {
      throw new HttpError(414, '', {
        detail: `the request line is longer than ${limits.maxRequestLineBytes} bytes`,
        headers: { Connection: 'close' },
      });
    }
    if (route === undefined) throw new HttpError(404, '', { detail: 'there is nothing here' });
    return route.handle(this.#parts, exchange, exchange.path.slice(route.path.length));
  }
}

function environmentOf({ store, interpreter, context = createPluginContext(), ...changes }: ApiOptions): ApiEnvironment {
  const limits: ApiLimits = { ...defaultLimits, ...changes };
  const namespaces = createNamespaces(store, interpreter, { clock: context.clock });
  return { store: store, interpreter: interpreter, namespaces: namespaces, context: context, limits: limits };
}

function exchangeOf(request: IncomingMessage, response: ServerResponse, url: string): Exchange {
  const queryAt = url.indexOf('?');
  return {
    method: request.method ?? 'GET',
    path: queryAt < 0 ? url : url.slice(0, queryAt),
    query: queryAt < 0 ? '' : url.slice(queryAt + 1),
    request: request,
    response: response,
  };
}

function routeOf(path: string): Route | undefined {
  return routes.find((route) => (route.path.endsWith('/') ? path.startsWith(route.path) : path === route.path));
}
