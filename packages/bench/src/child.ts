import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What a child has allocated, after garbage collection, in bytes. */
export interface Memory {
  readonly heap: number;
  readonly rss: number;
}

/** A server in a process of its own, so that it does not share a thread with who measures it. */
export class ServerChild implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly port: number;
  /** What the child says it has grown by, if it does. */
  readonly bytes: number;

  private constructor(child: ChildProcess, { port, bytes = Number.NaN }: { port: number; bytes?: number }) {
    this.#child = child;
    this.port = port;
    this.bytes = bytes;
  }

  /** Starts `servers/<name>`, which sends its port when it listens. */
  static async start(name: string, settings: object = {}): Promise<ServerChild> {
    const file = fileURLToPath(new URL(`./servers/${name}.js`, import.meta.url));
    const child = fork(file, [JSON.stringify(settings)], { execArgv: ['--expose-gc'] });
    const [message] = await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => Promise.reject(new Error(`${name} ended`))),
    ]);
    return new ServerChild(child, message);
  }

  /** Asks the child something and resolves with its answer. */
  async ask<T>(question: string): Promise<T> {
    const answer = once(this.#child, 'message');
    this.#child.send(question);
    const [message] = await answer;
    return message;
  }

  memory(): Promise<Memory> {
    return this.ask<Memory>('memory');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }
}
