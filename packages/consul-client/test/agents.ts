import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { NamingError } from '@namerd/errors';

/** A server on loopback that answers as it is told to. */
export interface FakeAgent extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** What was asked, with the parameters. */
  readonly urls: readonly string[];
  readonly headers: readonly IncomingMessage['headers'][];
}

/** Starts one. */
export async function fakeAgent(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<FakeAgent> {
  const [urls, headers]: [string[], IncomingMessage['headers'][]] = [[], []];
  const server = createServer((request, response) => {
    urls.push(request.url ?? '');
    headers.push(request.headers);
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  return {
    host: '127.0.0.1',
    port: address.port,
    urls,
    headers,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The error that it rejects with, as `CODE outcome`; `ok` if it does not. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'ok',
    (thrown: unknown) => {
      const { code, details } = NamingError.from(thrown);
      return typeof details['outcome'] === 'string' ? `${code} ${details['outcome']}` : code;
    },
  );
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (value: Uint8Array | undefined): string | undefined => value && new TextDecoder().decode(value);
