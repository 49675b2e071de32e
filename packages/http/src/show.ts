import type { Stale, State } from '@namerd/plugin';
import { decodeEtags, encodeEtag, matchesEtags, negotiate, stateMediaType } from '@namerd/wire';
import type { Answer, Encoder, Format } from './answer.ts';
import { type Exchange, isGone } from './exchange.ts';
import { HttpError } from './http-error.ts';
import { begin, type Headers, sendBody, sendHeaders } from './send.ts';
import type { Subject } from './subject.ts';
import type { Topics } from './topics.ts';
import type { Known, Waiting } from './waiting.ts';

/** What showing needs. */
export interface Display {
  readonly encoder: Encoder;
  readonly topics: Topics;
  readonly waiting: Waiting;
  /** Answers with an error. */
  fail(exchange: Exchange, thrown: unknown): void;
}

/** Answers once, as soon as there is something to say. */
export function show(display: Display, exchange: Exchange, subject: Subject): void {
  display.waiting.once(exchange, subject.answers, (state) => {
    if (state.kind === 'failed') display.fail(exchange, state.error);
    else if (state.value.isMissing) display.fail(exchange, notFound());
    else sendAnswer(display, exchange, subject, state);
  });
}

/** Answers with each value as it comes, until the client goes away. The headers are sent at once, whether there is a value or not. */
export function watch(display: Display, exchange: Exchange, subject: Subject): void {
  if (isGone(exchange)) return;
  const format = formatOf(exchange, subject);
  const isWatched = exchange.method !== 'HEAD';
  const topic = isWatched ? display.topics.get(subject, format) : undefined;
  const headers = headersOf(subject, format, topic?.state);
  begin(exchange, 200, headers);
  if (topic === undefined) {
    exchange.response.end();
    return;
  }
  exchange.response.flushHeaders();
  topic.join(exchange.response);
}

/** What `HEAD` shows of a dtab: whether it exists, and its version. */
export function showEtag(display: Display, exchange: Exchange, subject: Subject): void {
  display.waiting.once(exchange, subject.answers, (state) => {
    if (state.kind === 'failed') display.fail(exchange, state.error);
    else if (state.value.isMissing) display.fail(exchange, notFound());
    else sendHeaders(exchange, isKnown(exchange, state.value) ? 304 : 200, [...etagOf(state.value), ...staleOf(state.stale)]);
  });
}

type Ok = Extract<Known<Answer>, { readonly kind: 'ok' }>;

function sendAnswer(display: Display, exchange: Exchange, subject: Subject, state: Ok): void {
  if (isKnown(exchange, state.value)) {
    sendHeaders(exchange, 304, [...etagOf(state.value), ...staleOf(state.stale)]);
    return;
  }
  const format = formatOf(exchange, subject);
  const headers = headersOf(subject, format, state);
  headers.push(...etagOf(state.value));
  const body = format === stateMediaType ? display.encoder.wholeBody(state) : display.encoder.body(state.value, format);
  if (body instanceof Promise)
    body.then((made) => sendBody(exchange, 200, headers, made)).catch((error) => display.fail(exchange, error));
  else sendBody(exchange, 200, headers, body);
}

/** Whether the client has this version already. */
function isKnown({ request }: Exchange, { version }: Answer): boolean {
  const header = request.headers['if-none-match'];
  return header !== undefined && version !== undefined && matchesEtags(decodeEtags(header), version);
}

function formatOf({ request }: Exchange, { formats }: Subject): Format {
  const { accept } = request.headers;
  const chosen = accept === undefined ? undefined : negotiate<Format>(accept, [...formats, stateMediaType]);
  return chosen ?? formats[0] ?? 'application/json';
}

function headersOf(subject: Subject, format: Format, state: State<Answer> | undefined): Headers {
  const headers: Headers = subject.isTyped || format === stateMediaType ? ['Content-Type', format] : [];
  if (state?.kind === 'ok' && state.stale !== undefined) headers.push(...staleOf(state.stale));
  return headers;
}

function etagOf({ version }: Answer): Headers {
  return version === undefined ? [] : ['ETag', encodeEtag(version)];
}

/** Says that the backend is lost, and since when: the body is the last that was known. */
function staleOf(stale: Stale | undefined): Headers {
  return stale === undefined ? [] : ['Namerd-Stale-Since', new Date(stale.sinceMs).toISOString()];
}

function notFound(): HttpError {
  return new HttpError(404, '', { detail: 'the namespace does not exist' });
}
