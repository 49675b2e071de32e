/** A real backend running on loopback, with its own folder and ports. Disposing ends the process and removes the folder. */
export interface Service extends AsyncDisposable {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Freezes the process: connections stay open and nothing answers. */
  pause(): void;
  resume(): void;
  /** Ends the process at once, as a power cut would. The data stays. */
  kill(): Promise<void>;
  /** Starts again on the same port after {@link Service.kill}, with its data. */
  restart(): Promise<void>;
  /** Starts again on the same port with nothing in it: a backend that was set up anew. */
  restartEmpty(): Promise<void>;
}

/** Why a backend cannot be had here. Tests that need it are skipped, by name, with this reason. */
export class ServiceUnavailable extends Error {
  override readonly name: string = 'ServiceUnavailable';
}
