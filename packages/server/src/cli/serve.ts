import type { Logger } from '@namerd/plugin';
import { builtins } from '../builtins.ts';
import { describeError } from '../describe-error.ts';
import { createLogger } from '../log/logger.ts';
import type { LoggerOptions } from '../log/options.ts';
import type { Namerd } from '../namerd.ts';
import { startNamerd } from '../start.ts';
import { version } from '../version.ts';
import { readConfig } from './source.ts';

/** How to serve. */
export interface ServeOptions {
  readonly log: LoggerOptions;
  /** Given, but without effect. */
  readonly ignoredFlags: readonly string[];
  readonly onStarted?: ((namerd: Namerd) => Promise<void>) | undefined;
}

/**
 * Serves the configuration at `path` until the process is told to end: by SIGTERM or SIGINT, or through the admin server. Resolves with
 * the exit status: 0 after an orderly shutdown, 1 if it could not start or something failed. A second signal ends the process at once.
 */
export async function serve(path: string, { log, ignoredFlags, onStarted }: ServeOptions): Promise<number> {
  const life = new AbortController();
  let status = 0;
  let hasStarted = false;
  try {
    const logger = createLogger(log);
    logger.info(`namerd ${version()} on Node ${process.versions.node}`);
    for (const flag of ignoredFlags) logger.warn(`the flag -${flag} has no effect`);
    followSignals(life, logger);
    process.on('uncaughtException', (error) => {
      if (status !== 0) process.exit(status); // it cannot even shut down
      status = 1;
      logger.error('Uncaught exception. Shutting down ...', { error });
      life.abort();
    });
    const document = await readConfig(path, process.stdin);
    const namerd = await startNamerd(document, { plugins: builtins, logger, signal: life.signal });
    hasStarted = true;
    await onStarted?.(namerd).catch(async (error: unknown) => {
      life.abort();
      await namerd.closed.catch(() => {}); // why it ends matters more
      throw error;
    });
    await namerd.closed;
    logger.info('Shut down');
  } catch (error) {
    if (life.signal.aborted && !hasStarted) return status; // told to end while it started: that is no failure
    status = 1;
    process.stderr.write(`${describeError(error)}\n${hasStarted ? '' : 'Exception thrown in main on startup\n'}`);
  }
  return status;
}

/** A signal that comes again within this time is the same one: terminals and process managers often both deliver it. In milliseconds. */
const echoMs = 200;

function followSignals(life: AbortController, logger: Logger): void {
  const signals = { SIGINT: 2, SIGTERM: 15 } as const;
  let firstAtMs: number | undefined;
  for (const [name, number] of Object.entries(signals)) {
    process.on(name, () => {
      firstAtMs ??= performance.now();
      if (performance.now() - firstAtMs > echoMs) process.exit(128 + number);
      if (life.signal.aborted) return;
      logger.info(`Received ${name}. Shutting down ...`);
      life.abort();
    });
  }
  process.on('SIGHUP', () => {
    logger.info('Received SIGHUP. The configuration is read once, at start: nothing was changed');
  });
}
