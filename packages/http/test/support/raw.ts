import { connect, type Socket } from 'node:net';

/** Bytes over a socket, for what a proper client would not send. */
export class Raw implements Disposable {
  readonly socket: Socket;
  #text = '';
  #isClosed = false;
  #wake: () => void = () => {};

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    this.socket.setEncoding('latin1');
    this.socket.on('data', (chunk: string) => {
      this.#text += chunk;
      this.#wake();
    });
    const closed = (): void => {
      this.#isClosed = true;
      this.#wake();
    };
    this.socket.on('end', closed);
    this.socket.on('close', closed);
    this.socket.on('error', () => {}); // `close` follows
  }

  /** Sends bytes. */
  send(...parts: (string | Buffer)[]): this {
    for (const part of parts) this.socket.write(typeof part === 'string' ? Buffer.from(part, 'latin1') : part);
    return this;
  }

  /** Says that nothing more will be sent, and goes on listening. */
  finish(): this {
    this.socket.end();
    return this;
  }

  /** Everything received, once it contains `part`; everything there was, if the server closes before. */
  async until(part: string): Promise<string> {
    while (!this.#text.includes(part) && !this.#isClosed) await this.#more();
    return this.#text;
  }

  /** Everything up to the server's close. */
  async all(): Promise<string> {
    while (!this.#isClosed) await this.#more();
    return this.#text;
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}
