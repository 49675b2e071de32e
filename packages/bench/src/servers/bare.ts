import { createServer, type ServerResponse } from 'node:http';
import { answerParent } from './answer.ts';

/**
 * The least that node:http can do: GET answers fixed bytes; with ?watch=true it sends a first line and keeps the response open; PUT writes its
 * body to all of those.
 */
const settings: { body?: string; etag?: string } = JSON.parse(process.argv[2] ?? '{}');
const body = Buffer.from(settings.body ?? 'x');
const headers = { 'content-type': 'application/json', etag: settings.etag ?? 'AAAAAAAAAAE=', 'content-length': body.length };
const watchers = new Set<ServerResponse>();

const server = createServer((request, response) => {
  response.sendDate = false;
  if (request.method === 'PUT') {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const value = Buffer.concat(chunks);
      for (const watcher of watchers) watcher.write(value);
      response.writeHead(204).end();
    });
  } else if (request.url?.endsWith('watch=true')) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write(body);
    watchers.add(response);
    response.on('close', () => watchers.delete(response));
  } else {
    response.writeHead(200, headers);
    response.end(body);
  }
});
answerParent();
server.listen(0, '127.0.0.1', 20_000, () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : undefined });
});
