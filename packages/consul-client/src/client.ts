import { systemClock } from '@namerd/activity';
import { NamingError } from '@namerd/errors';
import { nonsense, refusal } from './failure.ts';
import { Http, type HttpAnswer, longestMs } from './http.ts';
import { type ConsulKv, Kv } from './kv.ts';
import { type ConsulAnswer, type ConsulClientOptions, type ConsulGetOptions, maxWaitMs } from './options.ts';
import { Slots } from './slots.ts';
import { target } from './target.ts';

/**
 * A client of one Consul agent. Does nothing until it is called, sends nothing twice, and keeps its connections for the next call.
 * Every call rejects with `UNAVAILABLE` (refused, reset, 5xx, no path to the datacenter), `TIMEOUT`, `FORBIDDEN`, `PROTOCOL` (an answer that is not
 * understood), `ABORTED` or `CLOSED`. A write that may have happened all the same has `details.outcome` `'unknown'`.
 */
export interface ConsulClient extends AsyncDisposable {
  /** Reads any endpoint that answers JSON, such as `/v1/catalog/services`. What Consul does not have is an answer with status 404. */
  get(path: string, options?: ConsulGetOptions): Promise<ConsulAnswer>;
  readonly kv: ConsulKv;
}

/**
 * A client of the agent at `options.host`. Dispose of it: that ends what is under way and closes the connections.
 *
 * @example
 * await using consul = createConsulClient({ host: 'localhost', port: 8500 });
 * const { entry, index } = await consul.kv.get('greeting');
 * const next = await consul.kv.get('greeting', { index }); // when it has changed, or after five minutes
 */
export function createConsulClient(options: ConsulClientOptions): ConsulClient {
  return new Client(options);
}

class Client implements ConsulClient {
  readonly kv: ConsulKv;
  readonly #http: Http;
  readonly #datacenter: string | undefined;
  readonly #slots: Slots;

  constructor(options: ConsulClientOptions) {
    const { datacenter, maxBlocking = 80, clock = systemClock } = options;
    this.#datacenter = datacenter;
    this.#slots = new Slots(clock, maxBlocking);
    this.#http = new Http({ ...options, maxBlocking });
    this.kv = new Kv({ http: this.#http, datacenter, get: (path, read) => this.get(path, read) });
  }

  async get(path: string, options: ConsulGetOptions = {}): Promise<ConsulAnswer> {
    const { token, signal, index = 0 } = options;
    const wantedMs = Math.min(options.waitMs ?? 300_000, maxWaitMs);
    const slot = index > 0 ? this.#slots.take(longestMs(wantedMs)) : undefined;
    const waitMs = slot === undefined ? 0 : wantedMs;
    const parameters = {
      ...consistency(options),
      ...options.query,
      ...(slot !== undefined && { index: String(index), wait: `${waitMs}ms` }),
      dc: options.datacenter ?? this.#datacenter,
    };
    try {
      const answer = await this.#http.send({ method: 'GET', path: target(path, parameters), token, waitMs, signal });
      slot?.free();
      return read(answer);
    } catch (error) {
      if (NamingError.is(error, 'ABORTED') || NamingError.is(error, 'TIMEOUT')) slot?.abandon();
      else slot?.free();
      throw error;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#http[Symbol.asyncDispose]();
  }
}

function read({ status, text, header }: HttpAnswer): ConsulAnswer {
  if (status !== 200 && status !== 404) throw refusal(status, text, false);
  return {
    status: status,
    body: status === 200 ? parsed(text) : undefined,
    index: indexOf(header('x-consul-index')),
    knownLeader: header('x-consul-knownleader') !== 'false',
    filteredByAcl: header('x-consul-results-filtered-by-acls') === 'true',
  };
}

function consistency({ consistency }: ConsulGetOptions): Readonly<Record<string, string>> {
  return consistency === undefined || consistency === 'default' ? {} : { [consistency]: 'true' };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw nonsense('the answer is not JSON', false, cause);
  }
}

/** Asking with an index that is not above 0 would not block, but be answered at once, over and over. */
function indexOf(header: string | undefined): number | undefined {
  const index = Number(header);
  return Number.isSafeInteger(index) && index > 0 ? index : undefined;
}
