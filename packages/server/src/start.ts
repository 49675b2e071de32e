import { createPluginContext, NamingError } from '@namerd/plugin';
import { assemble } from './assemble.ts';
import { closeInOrder } from './closing.ts';
import { checkConfig } from './config/check.ts';
import type { Namerd, NamerdOptions } from './namerd.ts';
import { Running } from './running.ts';
import { logWatches } from './watch-log.ts';

/**
 * Starts a namerd: checks the configuration (plain data, or a document of {@link loadConfig}), makes store, namers and interfaces, then
 * listens, the admin server first. Does not wait for backends: they may come later.
 *
 * Rejects with `CONFIG` before anything is opened, and with `UNAVAILABLE` if it cannot listen; then nothing is left open. The caller
 * disposes: that stops accepting, ends watches and drains what is under way, then closes namers and store, in the end the admin server,
 * all within `admin.shutdownGraceMs` (10 seconds by default). Disposing twice is disposing once. It rejects with an `AggregateError` of
 * everything that could not be closed properly.
 *
 * @example
 * await using namerd = await startNamerd(
 *   { storage: { kind: 'io.l5d.inMemory' }, interfaces: [{ kind: 'io.l5d.httpController', port: 0 }] },
 *   { plugins: builtins },
 * );
 */
export async function startNamerd(config: unknown, options: NamerdOptions): Promise<Namerd> {
  const { plugins, signal, ...surroundings } = options;
  NamingError.throwIfAborted(signal);
  const checked = await checkConfig(config, plugins);
  const context = createPluginContext(surroundings);
  for (const warning of checked.warnings) context.logger.warn(warning);
  const namerd = new Running(checked, await assemble(checked, context), context);
  const log = logWatches(context.telemetry, context.logger);
  const onAbort = (): void => void namerd[Symbol.asyncDispose]().catch(() => {}); // `closed` tells
  signal?.addEventListener('abort', onAbort, { once: true });
  const forget = (): void => {
    signal?.removeEventListener('abort', onAbort);
    log[Symbol.dispose]();
  };
  namerd.closed.then(forget, forget);
  try {
    NamingError.throwIfAborted(signal);
    await namerd.open();
    return namerd;
  } catch (error) {
    // Why it did not start matters more than what else could not be closed.
    await namerd[Symbol.asyncDispose]().catch((failure: unknown) => context.logger.error(String(failure)));
    throw error;
  }
}

/** Makes all the checks of a start and opens nothing. Resolves with the warnings, one line each; rejects with `CONFIG`. */
export async function validateConfig(config: unknown, options: Pick<NamerdOptions, 'plugins'>): Promise<readonly string[]> {
  const checked = await checkConfig(config, options.plugins);
  const context = createPluginContext();
  const { opened } = await assemble(checked, context);
  await closeInOrder(opened, { clock: context.clock, graceMs: checked.config.admin.shutdownGraceMs });
  return checked.warnings;
}
