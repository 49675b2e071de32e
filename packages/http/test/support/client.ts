import { type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';

/** What a request says. */
export interface Call {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

/** A whole response. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Asks once, on a connection of its own. */
export async function ask(port: number, path: string, { method = 'GET', headers = {}, body }: Call = {}): Promise<Reply> {
  const sized = body === undefined ? headers : { 'content-length': Buffer.byteLength(body), ...headers };
  const { message } = await open(port, path, { method, headers: sized, ...(body !== undefined && { body }) });
  let text = '';
  for await (const chunk of message.setEncoding('utf8')) text += chunk;
  return { status: message.statusCode ?? 0, headers: message.headers, body: text };
}

/** Watches; the result reads line by line. */
export async function watch(port: number, path: string, headers: OutgoingHttpHeaders = {}): Promise<Watch> {
  const { sent, message } = await open(port, path, { method: 'GET', headers });
  return new Watch(sent, message);
}

/** A response that goes on. */
export class Watch implements Disposable {
  readonly #sent: ClientRequest;
  readonly message: IncomingMessage;
  readonly #lines: AsyncIterator<string>;

  constructor(sent: ClientRequest, message: IncomingMessage) {
    this.#sent = sent;
    this.message = message;
    this.#lines = linesOf(message);
  }

  /** The next line without its newline; `undefined` at a proper end. Rejects if the connection is cut. */
  async line(): Promise<string | undefined> {
    const { value, done } = await this.#lines.next();
    return done ? undefined : value;
  }

  /** Goes away without a word. */
  [Symbol.dispose](): void {
    this.message.on('error', () => {});
    this.#sent.destroy();
  }
}

async function* linesOf(message: IncomingMessage): AsyncGenerator<string> {
  let text = '';
  for await (const chunk of message.setEncoding('utf8')) {
    text += chunk;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      yield text.slice(0, end);
      text = text.slice(end + 1);
    }
  }
  if (text !== '') yield text;
}

function open(
  port: number,
  path: string,
  { method, headers, body }: Call,
): Promise<{ sent: ClientRequest; message: IncomingMessage }> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, path, method, headers, agent: false }, (message) => resolve({ sent, message }));
    sent.on('error', reject);
    sent.end(body);
  });
}
