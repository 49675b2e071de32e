import {
  type DtabStore,
  type Interpreter,
  type ListenAddress,
  NamingError,
  type PluginContext,
  type Telemetry,
} from '@namerd/plugin';
import { redact } from './admin/redact.ts';
import { createAdminServer } from './admin/server.ts';
import type { AdminView, Phase, ServedAddress } from './admin/view.ts';
import type { Assembly } from './assemble.ts';
import { closeInOrder } from './closing.ts';
import type { CheckedConfig } from './config/check.ts';
import type { Namerd } from './namerd.ts';
import { showAddress } from './show-address.ts';
import { storeProbe } from './store-probe.ts';

/** A namerd from when its parts are made until they are closed. */
export class Running implements Namerd {
  readonly store: DtabStore;
  readonly interpreter: Interpreter;
  readonly telemetry: Telemetry;
  readonly closed: Promise<void>;
  readonly #checked: CheckedConfig;
  readonly #context: PluginContext;
  readonly #assembly: Assembly;
  readonly #adminServer: ReturnType<typeof createAdminServer>;
  readonly #done: PromiseWithResolvers<void> = Promise.withResolvers();
  #phase: Phase = 'starting';
  #admin: ListenAddress;
  #addresses: readonly ServedAddress[] = [];

  constructor(checked: CheckedConfig, assembly: Assembly, context: PluginContext) {
    this.#checked = checked;
    this.#assembly = assembly;
    this.#context = context;
    this.#admin = checked.config.admin.address;
    this.#adminServer = createAdminServer(checked.config.admin, this.#view(), context.logger);
    this.store = assembly.store;
    this.interpreter = assembly.interpreter;
    this.telemetry = context.telemetry;
    this.closed = this.#done.promise;
    this.closed.catch(() => {}); // whoever disposes gets it too; nobody need listen here
  }

  get admin(): ListenAddress {
    return this.#admin;
  }

  get addresses(): readonly ServedAddress[] {
    return this.#addresses;
  }

  /** Listens, the admin server first. Rejects with `UNAVAILABLE` if that is not possible and with `ABORTED` if it was disposed meanwhile. */
  async open(): Promise<void> {
    const { logger } = this.#context;
    this.#admin = await this.#adminServer.listen();
    logger.info(`serving http admin on ${showAddress(this.#admin)}`);
    for (const { kind, served } of this.#assembly.interfaces) {
      this.#throwIfDraining();
      const address = await served.listen().catch((thrown: unknown) => {
        const error = NamingError.from(thrown);
        throw new NamingError(error.code, `${kind} interface: ${error.message}`, { cause: error });
      });
      this.#addresses = [...this.#addresses, { kind, ...address }];
      logger.info(`serving ${kind} interface on ${showAddress(address)}`);
    }
    this.#throwIfDraining();
    this.#phase = 'ready';
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#shutDown(this.#checked.config.admin.shutdownGraceMs);
  }

  #throwIfDraining(): void {
    if (this.#phase === 'draining') throw new NamingError('ABORTED', 'shut down while starting');
  }

  #shutDown(graceMs: number): Promise<void> {
    if (this.#phase !== 'draining') {
      this.#phase = 'draining';
      const admin = { what: 'the admin server', close: async () => this.#adminServer[Symbol.asyncDispose]() };
      const closing = closeInOrder([...this.#assembly.opened, [admin]], { clock: this.#context.clock, graceMs });
      this.#done.resolve(closing);
    }
    return this.closed;
  }

  #view(): AdminView {
    const config = redact(this.#checked.source);
    return {
      phase: () => this.#phase,
      storeState: storeProbe(this.#assembly.store, this.#context.clock),
      addresses: () => this.#addresses,
      watches: () => this.#context.watches.list(),
      config: () => config,
      shutdown: (graceMs) => void this.#shutDown(graceMs ?? this.#checked.config.admin.shutdownGraceMs),
    };
  }
}
