import type { ApiParts } from './api-parts.ts';
import type { Exchange } from './exchange.ts';
import { HttpError } from './http-error.ts';
import { sendBody } from './send.ts';

/**
 * `/state`: what is being watched right now, for operators. `watches` are those of the backends, with how long ago each was last
 * confirmed; `http` is what this API does: who watches what, who waits, how often something was encoded, and how many values slow
 * readers have skipped.
 */
export function showState(api: ApiParts, exchange: Exchange): void {
  if (exchange.method !== 'GET' && exchange.method !== 'HEAD')
    throw new HttpError(405, '', { detail: 'only GET and HEAD', headers: { Allow: 'GET, HEAD' } });
  const { clock, watches } = api.environment.context;
  const nowMs = clock.now();
  const state = {
    watches: watches.list().map((watch) => ({
      ...watch,
      ageMs: watch.lastAnswerAtMs === undefined ? null : nowMs - watch.lastAnswerAtMs,
    })),
    http: {
      watched: api.topics.list().map(({ subject, format, state: { kind }, watchers }) => ({
        name: subject.name,
        format: format,
        kind: kind,
        watchers: watchers,
      })),
      waiting: api.waiting.size,
      encodings: api.encoder.count,
      skippedLines: api.topics.skippedLines,
    },
  };
  sendBody(exchange, 200, ['Content-Type', 'application/json'], Buffer.from(`${JSON.stringify(state)}\n`));
}
