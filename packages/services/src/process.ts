import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePorts } from './ports.ts';
import { type Service, ServiceUnavailable } from './service.ts';

/** How a backend is started, once its folder and ports are known. */
export interface Launch {
  readonly name: string;
  /** How many ports it needs. The first is the one that clients use. */
  readonly ports: number;
  /** Written before the first start; what is below `data` is removed by `restartEmpty`. */
  prepare?(place: Place): Promise<void>;
  command(place: Place): {
    readonly file: string;
    readonly args: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  };
  /** Whether it answers. A throw counts as no. */
  isReady(place: Place): Promise<boolean>;
  /** Default 30,000. */
  readonly startMs?: number;
}

/** Where one backend lives. */
export interface Place {
  readonly dir: string;
  readonly data: string;
  readonly ports: readonly number[];
  readonly port: number;
}

/**
 * The child runs under a shell that kills it when our end of a pipe closes, so that nothing is left behind however we end: a crash or
 * a killed test runner closes the pipe, too.
 */
const watchdog =
  '"$@" <&- & pid=$!; echo "$pid" >&3; (wait "$pid"; echo gone >&3) & cat >/dev/null; kill -9 "$pid" 2>/dev/null; wait "$pid" 2>/dev/null';

/** Starts a backend and waits until it answers. Throws {@link ServiceUnavailable} if it cannot be started. */
export async function launch(options: Launch): Promise<Service> {
  const dir = await mkdtemp(join(tmpdir(), `namerd-${options.name}-`));
  const ports = await freePorts(options.ports);
  const place: Place = { dir, data: join(dir, 'data'), ports, port: ports[0] ?? 0 };
  const service = new LaunchedService(options, place);
  try {
    await mkdir(place.data);
    await options.prepare?.(place);
    await service.restart();
  } catch (error) {
    await service[Symbol.asyncDispose]();
    throw error;
  }
  return service;
}

class LaunchedService implements Service {
  readonly name: string;
  readonly host = '127.0.0.1';
  readonly port: number;
  readonly #launch: Launch;
  readonly #place: Place;
  #shell: ChildProcess | undefined;
  #pid: number | undefined;
  #output = '';

  constructor(options: Launch, place: Place) {
    this.name = options.name;
    this.port = place.port;
    this.#launch = options;
    this.#place = place;
  }

  pause(): void {
    this.#signal('SIGSTOP');
  }

  resume(): void {
    this.#signal('SIGCONT');
  }

  async kill(): Promise<void> {
    const shell = this.#shell;
    if (shell === undefined) return;
    this.#shell = undefined;
    const closed = once(shell, 'close');
    this.#signal('SIGKILL');
    this.#pid = undefined;
    shell.stdin?.end();
    await closed;
  }

  async restart(): Promise<void> {
    await this.kill();
    await this.#spawn();
    const deadline = Date.now() + (this.#launch.startMs ?? 30_000);
    while (!(await this.#isReady())) {
      if (this.#shell?.exitCode !== null && this.#shell?.exitCode !== undefined) throw this.#failure('ended while starting');
      if (Date.now() > deadline) throw this.#failure('did not answer in time');
      await delay(25);
    }
  }

  async restartEmpty(): Promise<void> {
    await this.kill();
    await rm(this.#place.data, { recursive: true, force: true });
    await mkdir(this.#place.data);
    await this.restart();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await rm(this.#place.dir, { recursive: true, force: true });
  }

  async #isReady(): Promise<boolean> {
    try {
      return await this.#launch.isReady(this.#place);
    } catch {
      return false;
    }
  }

  async #spawn(): Promise<void> {
    const { file, args, env } = this.#launch.command(this.#place);
    const shell = spawn('sh', ['-c', watchdog, 'sh', file, ...args], {
      cwd: this.#place.dir,
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    });
    this.#shell = shell;
    this.#output = '';
    for (const stream of [shell.stdout, shell.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-4000);
      });
    }
    const pid = shell.stdio[3];
    if (pid === null || pid === undefined) throw this.#failure('no pipe');
    this.#pid = await new Promise<number>((resolve, reject) => {
      shell.once('error', reject);
      shell.once('close', () => reject(this.#failure('ended at once')));
      pid.once('data', (text: Buffer) => resolve(Number(text.toString().split('\n')[0])));
    });
    pid.on('data', () => undefined);
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#pid === undefined) return;
    try {
      process.kill(this.#pid, signal);
    } catch {
      // It is gone already.
    }
  }

  #failure(what: string): ServiceUnavailable {
    return new ServiceUnavailable(`${this.name} ${what}${this.#output === '' ? '' : `:\n${this.#output}`}`);
  }
}
