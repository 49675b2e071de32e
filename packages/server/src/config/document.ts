import type { ConfigIssue } from '@namerd/plugin';

/** Where something stands in a text. Both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The way from the root of a configuration to one of its parts: `['namers', 0, 'port']`. */
export type ConfigPath = ConfigIssue['path'];

/** A configuration that was read from a text, and where each part of it stands there. Made by {@link loadConfig}. */
export interface ConfigDocument {
  /** As shown in messages. */
  readonly filename: string;
  /** What the text says, not checked yet. */
  readonly value: unknown;
  /** Of the key that leads to a part, or of the item of a list; of the nearest part around it if it is not in the text. */
  positionOf(path: ConfigPath): Position;
}

/** `namers[0].port` */
export function showPath(path: ConfigPath): string {
  return path.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`)).join('');
}
