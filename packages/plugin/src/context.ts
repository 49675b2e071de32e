import type { WatchContext, WatchRegistry } from '@namerd/activity';
import type { Path } from '@namerd/dtab';
import type { Interpreter } from '@namerd/namer';
import type { DtabStore } from '@namerd/store';
import type { Telemetry } from './telemetry.ts';

/** Where log lines go. One line per state transition, never one per retry; `fields` are data, and free of secrets. */
export interface Logger {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Everything that a plugin takes from its surroundings. Nothing else is ambient: no environment, no clock, no console. */
export interface PluginContext extends WatchContext {
  readonly logger: Logger;
  readonly watches: WatchRegistry;
  /** Where things that happened are told. Watch events get there by themselves, through `onWatchEvent`. */
  readonly telemetry: Telemetry;
  /** Aborts when the plugin is to stop, before it is disposed. */
  readonly signal: AbortSignal;
}

/** The context of a namer. */
export interface NamerContext extends PluginContext {
  /** The full prefix, such as `/#/io.l5d.fs`: bound ids begin with it. */
  readonly prefix: Path;
}

/** The context of an interface that namerd serves. */
export interface InterfaceContext extends PluginContext {
  readonly store: DtabStore;
  /** Resolves through the namers alone; the dtab is the caller's. */
  readonly interpreter: Interpreter;
}
