import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Api } from './api.ts';
import type { ApiOptions } from './options.ts';

/**
 * The HTTP API of namerd as a Fastify plugin, for your own server: `await server.register(namerdHttp, { store, interpreter })`, with a
 * `prefix` if you like. Hooks of your server up to `preHandler` run first, and headers that they set are sent; bodies are read and answers
 * are written by the API itself, raw, so `onSend` hooks do not see them. Watches end when the server closes. Neither the store nor the
 * interpreter is disposed.
 *
 * Some of namerd's transport is the server's business, not a plugin's: `serverOptions` and `answerClientErrors` are for a
 * server that wants it too.
 */
export async function namerdHttp(server: FastifyInstance, options: ApiOptions & { readonly prefix?: string }): Promise<void> {
  const { prefix: _, ...apiOptions } = options;
  const api = new Api(apiOptions);
  const { prefix } = server;
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, _payload, done) => done(null)); // the API reads bodies by itself
  const answer = (request: FastifyRequest, reply: FastifyReply): void => {
    reply.hijack();
    copyHeaders(reply);
    api.handle(request.raw, reply.raw, (request.raw.url ?? '').slice(prefix.length));
  };
  // A Content-Type that is none is refused by Fastify before a handler sees it; the API has its own words for it.
  server.setErrorHandler((error, request, reply) => {
    if (error instanceof Error && 'code' in error && error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') answer(request, reply);
    else throw error;
  });
  for (const path of ['/api/1/*', '/state']) server.all(path, answer);
  server.addHook('preClose', async () => api.close());
}

/** What hooks of the surrounding server want to say. */
function copyHeaders(reply: FastifyReply): void {
  const headers = reply.getHeaders();
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
}
