import { type Clock, createWatchRegistry, systemClock, type WatchRegistry } from '@namerd/activity';
import type { Logger, PluginContext } from './context.ts';
import { createTelemetry, type Telemetry, watchTelemetry } from './telemetry.ts';

/** Options of {@link createPluginContext}. */
export interface PluginContextOptions {
  /** Default: the system's. */
  readonly clock?: Clock;
  /** For jitter: 0 (inclusive) to 1 (exclusive). Default `Math.random`. */
  readonly random?: () => number;
  /** Default: silent. */
  readonly logger?: Logger;
  /** Aborts when what is made with this context is to stop. Default: never. */
  readonly signal?: AbortSignal;
  /** Default: a new one. */
  readonly watches?: WatchRegistry;
  /** Default: a new one without listeners. */
  readonly telemetry?: Telemetry;
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * The surroundings of a plugin, for who composes plugins without the server, and for tests. Holds nothing that needs disposing.
 *
 * @example
 * const context = createPluginContext();
 * await using store = guardStore(memoryStore.create({ namespaces: {} }, context), context);
 * const namer = fsNamer.create({ rootDir: 'disco' }, { ...context, prefix: Path.of('#', 'io.l5d.fs') });
 */
export function createPluginContext(options: PluginContextOptions = {}): PluginContext {
  const telemetry = options.telemetry ?? createTelemetry();
  return {
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    logger: options.logger ?? silent,
    signal: options.signal ?? new AbortController().signal,
    watches: options.watches ?? createWatchRegistry(),
    telemetry: telemetry,
    onWatchEvent: (event) => telemetry.emit(watchTelemetry(event)),
  };
}
