import type { DtabStore } from '@namerd/store';

/** A backend whose process and network can be harmed. The methods are those of a service of this repository's own tests. */
export interface FaultBackend {
  /** Where the real server listens. */
  readonly port: number;
  /** Freezes and thaws the process. */
  pause(): void;
  resume(): void;
  /** Ends the process at once. */
  kill(): Promise<void>;
  /** Starts it again with its data. */
  restart(): Promise<void>;
}

/** Opens a store that reaches the backend through this port, in the space of this name. Its timeouts should be short: a second or less. */
export type OpenStore = (port: number, space: string) => DtabStore | Promise<DtabStore>;

/** What can happen in a schedule. */
export const faultKinds = ['cut', 'reset', 'stall', 'half-open', 'delay', 'freeze', 'kill'] as const;

/** One of {@link faultKinds}: five of the network, and two of the process. */
export type FaultKind = (typeof faultKinds)[number];
