import { NamingError } from '@namerd/errors';
import type { EtcdOutcome, EtcdWriteOptions } from '../entry.ts';
import { Http, HttpFailure, type HttpQuestion } from '../http.ts';
import type { EtcdClientOptions } from '../options.ts';
import { within } from '../within.ts';
import { readAnswer, type V2Answer, V2Code } from './answer.ts';
import type { EtcdV2Client, EtcdV2Reading, EtcdV2WaitOptions } from './client.ts';

/** A client of etcd's v2 keys API. Does nothing until it is used; whoever makes it disposes of it. */
export function createEtcdV2Client(options: EtcdClientOptions): EtcdV2Client {
  return new V2Client(options);
}

type Question = Omit<HttpQuestion, 'headers' | 'signal'>;

class V2Client implements EtcdV2Client {
  readonly #options: EtcdClientOptions;
  readonly #timeoutMs: number;
  readonly #closed: AbortController = new AbortController();
  #http: Http | undefined;

  constructor(options: EtcdClientOptions) {
    this.#options = options;
    this.#timeoutMs = options.timeoutMs ?? 5_000;
  }

  async read(key: string, signal?: AbortSignal): Promise<EtcdV2Reading> {
    const question: Question = { method: 'GET', path: pathOf(key, { quorum: 'true' }) };
    const answer = await this.#ask(`reading ${key}`, question, { isWrite: false, signal });
    if (answer.kind === 'ok') return { index: answer.index, node: answer.node };
    if (answer.code === V2Code.notFound) return { index: answer.index, node: undefined };
    throw unexpected(answer.code);
  }

  async put(key: string, value: string, { when, signal }: EtcdWriteOptions = {}): Promise<EtcdOutcome> {
    if (typeof when === 'bigint' && when <= 0n) return this.#refused(key, signal);
    const body = new URLSearchParams({ value, ...conditionOf(when) }).toString();
    return this.#write(key, { method: 'PUT', path: pathOf(key), body }, signal);
  }

  async delete(key: string, { when = 'present', signal }: EtcdWriteOptions = {}): Promise<EtcdOutcome> {
    if (when === 'absent' || (typeof when === 'bigint' && when <= 0n)) return this.#refused(key, signal);
    const query: Record<string, string> = typeof when === 'bigint' ? { prevIndex: String(when) } : {};
    return this.#write(key, { method: 'DELETE', path: pathOf(key, query) }, signal);
  }

  async wait(key: string, { fromIndex, waitMs, signal }: EtcdV2WaitOptions): Promise<void> {
    const query = { wait: 'true', recursive: 'true', waitIndex: String(fromIndex) };
    const question: Question = { method: 'GET', path: pathOf(key, query) };
    const { clock } = this.#options.context;
    const bounds = { clock, ms: waitMs, what: `waiting for ${key}`, signal, closed: this.#closed.signal };
    try {
      await within(bounds, (scope) => this.#send(question, scope));
    } catch (error) {
      if (NamingError.is(error, 'TIMEOUT')) return;
      throw toNamingError(error, false);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort(new NamingError('CLOSED', 'the etcd client is disposed'));
    await this.#http?.close();
  }

  async #write(key: string, question: Question, signal: AbortSignal | undefined): Promise<EtcdOutcome> {
    const answer = await this.#ask(`writing ${key}`, question, { isWrite: true, signal });
    if (answer.kind === 'refused') {
      if (answer.code === V2Code.cleared) throw unexpected(answer.code);
      return { done: false, exists: answer.code !== V2Code.notFound };
    }
    if (answer.node.kind === 'value') return { done: true, revision: answer.node.modifiedIndex };
    throw new NamingError('PROTOCOL', 'etcd: a directory was written');
  }

  /** A condition that no index fulfils. */
  async #refused(key: string, signal: AbortSignal | undefined): Promise<EtcdOutcome> {
    return { done: false, exists: (await this.read(key, signal)).node !== undefined };
  }

  async #ask(
    what: string,
    question: Question,
    { isWrite, signal }: { readonly isWrite: boolean; readonly signal: AbortSignal | undefined },
  ): Promise<V2Answer> {
    NamingError.throwIfAborted(signal);
    const { clock } = this.#options.context;
    const bounds = { clock, ms: this.#timeoutMs, what, signal, closed: this.#closed.signal };
    try {
      return readAnswer(await within(bounds, (scope) => this.#send(question, scope)));
    } catch (error) {
      throw toNamingError(error, isWrite);
    }
  }

  async #send(question: Question, signal: AbortSignal): Promise<Parameters<typeof readAnswer>[0]> {
    const { host, port, tls = () => undefined, credentials } = this.#options;
    this.#http ??= new Http({ host, port, tls, connectTimeoutMs: this.#timeoutMs });
    const headers: Record<string, string> = { accept: 'application/json' };
    if (question.body !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded';
    if (credentials !== undefined) {
      const pair = new TextEncoder().encode(`${credentials.username}:${credentials.password}`);
      headers['authorization'] = `Basic ${btoa(String.fromCharCode(...pair))}`;
    }
    return this.#http.ask({ ...question, headers, signal });
  }
}

function conditionOf(when: EtcdWriteOptions['when']): Record<string, string> {
  if (when === undefined) return {};
  if (typeof when === 'bigint') return { prevIndex: String(when) };
  return { prevExist: String(when === 'present') };
}

function pathOf(key: string, query: Record<string, string> = {}): string {
  const path = key.split('/').map(encodeURIComponent).join('/');
  const search = new URLSearchParams(query).toString();
  return `/v2/keys${path}${search === '' ? '' : `?${search}`}`;
}

function unexpected(code: number): NamingError {
  return new NamingError('PROTOCOL', `etcd: code ${code} where it has no place`);
}

function toNamingError(thrown: unknown, isWrite: boolean): NamingError {
  const isSent = !(thrown instanceof HttpFailure) || thrown.isSent;
  const error =
    thrown instanceof HttpFailure
      ? new NamingError('UNAVAILABLE', `etcd: ${thrown.message}`, { cause: thrown })
      : NamingError.from(thrown, 'UNAVAILABLE');
  if (!isWrite || !isSent || !isUnsure(error)) return error;
  const message = `${error.message}; whether the write was done is unknown`;
  return new NamingError(error.code, message, { cause: error, details: { ...error.details, outcome: 'unknown' } });
}

/** Whether a write may have been done although it failed so: unless etcd has said in its own words that it was not. */
function isUnsure({ code, details }: NamingError): boolean {
  if (code === 'PROTOCOL') return details['status'] === undefined;
  return ['UNAVAILABLE', 'TIMEOUT', 'ABORTED', 'CLOSED'].includes(code);
}
