import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { isDeepStrictEqual } from 'node:util';

/** A request as the vectors write it. */
export interface HttpRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A response whose body is read chunk by chunk, as it comes. */
export class HttpResponse {
  readonly #request: ClientRequest;
  readonly message: IncomingMessage;
  readonly #chunks: string[] = [];
  #isOver = false;
  #wake: () => void = () => {};

  constructor(sent: ClientRequest, message: IncomingMessage) {
    this.#request = sent;
    this.message = message;
    message.setEncoding('utf8');
    message.on('data', (chunk: string) => {
      this.#chunks.push(chunk);
      this.#wake();
    });
    message.on('close', () => {
      this.#isOver = true;
      this.#wake();
    });
    message.on('error', () => {}); // `close` follows
  }

  /** The next chunk; `undefined` at the end, or if there is none within the time. */
  async chunk(withinMs: number): Promise<string | undefined> {
    if (this.#chunks.length === 0 && !this.#isOver) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, withinMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return this.#chunks.shift();
  }

  /** Everything up to the end. */
  async body(): Promise<string> {
    let text = '';
    for (let chunk = await this.chunk(5000); chunk !== undefined; chunk = await this.chunk(5000)) text += chunk;
    return text;
  }

  get isOver(): boolean {
    return this.#isOver && this.#chunks.length === 0;
  }

  close(): void {
    this.#request.destroy();
  }
}

/** Sends a request to loopback and resolves with the response's head, however long its body takes. */
export function send(port: number, { method, target, headers, body }: HttpRequest): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, method, path: target, headers, agent: false }, (message) =>
      resolve(new HttpResponse(sent, message)),
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** What a vector expects of a response's head and body. A header that is null must be absent. */
export interface Expectation {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly body?: string;
  readonly bodyJson?: unknown;
}

/** Throws if the response is not as expected. The body of a stream is not looked at here. */
export async function check(response: HttpResponse, expected: Expectation): Promise<void> {
  same('status', response.message.statusCode, expected.status);
  for (const [name, value] of Object.entries(expected.headers ?? {})) {
    const found = response.message.headers[name];
    same(name, found, value ?? undefined);
  }
  if (expected.body === undefined && expected.bodyJson === undefined) return;
  const body = await response.body();
  if (expected.bodyJson !== undefined) same('body', JSON.parse(body), expected.bodyJson);
  else same('body', body, expected.body);
}

/** Throws unless both are deeply equal. */
export function same(what: string, found: unknown, expected: unknown): void {
  if (isDeepStrictEqual(found, expected)) return;
  throw new Error(`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`);
}
