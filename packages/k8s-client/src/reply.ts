import { NamingError } from '@namerd/errors';
import { isJsonObject, type JsonObject, type K8sStatus, toStatus } from './object.ts';

/** What the API server answered to a request. Outages and refused credentials are no answers, but errors. */
export type K8sReply =
  | { readonly kind: 'ok'; readonly body: JsonObject }
  /** 404. Of the object if the status has its name; else of the resource, or of the Kubernetes namespace. */
  | { readonly kind: 'notFound'; readonly status: K8sStatus }
  /** 409: it exists, or is no longer what was expected. */
  | { readonly kind: 'conflict'; readonly status: K8sStatus }
  /** 410: this part of the history is forgotten. */
  | { readonly kind: 'gone'; readonly status: K8sStatus };

/** An answer as it came. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  /** What was asked, for messages: `GET /api/v1/…`. */
  readonly asked: string;
  /** Whether something may have been changed by it. */
  readonly isWrite: boolean;
  readonly retryAfterMs?: number | undefined;
}

/** Tells answers from errors. Throws `FORBIDDEN`, `UNAVAILABLE` or `PROTOCOL`. */
export function toReply(answer: HttpAnswer): K8sReply {
  const { status, text, asked, isWrite } = answer;
  const body = parsed(text);
  if (status >= 200 && status < 300) {
    if (isJsonObject(body)) return { kind: 'ok', body };
    const details = isWrite ? { outcome: 'unknown' } : {};
    throw new NamingError('PROTOCOL', `${asked}: the Kubernetes API answered ${status} without a JSON object`, { details });
  }
  const about = toStatus(body, text);
  switch (status) {
    case 404:
      return { kind: 'notFound', status: about };
    case 409:
      return { kind: 'conflict', status: about };
    case 410:
      return { kind: 'gone', status: about };
    default:
      throw toError(status, about, answer);
  }
}

/** The error that a status code stands for, in an answer or in an event of a watch. */
export function toError(
  code: number,
  about: K8sStatus,
  asked: Pick<HttpAnswer, 'asked' | 'isWrite' | 'retryAfterMs'>,
): NamingError {
  const message = `${asked.asked}: the Kubernetes API answered ${code}: ${about.message}`;
  const details = { status: code, reason: about.reason };
  if (code === 401 || code === 403) return new NamingError('FORBIDDEN', message, { details });
  if (code === 429) return new NamingError('UNAVAILABLE', message, { details: { ...details, retryAfterMs: asked.retryAfterMs } });
  if (code >= 500 || code === 408) {
    const outcome = asked.isWrite ? { outcome: 'unknown' } : {}; // it may have been done before it went wrong
    return new NamingError('UNAVAILABLE', message, { details: { ...details, retryAfterMs: asked.retryAfterMs, ...outcome } });
  }
  return new NamingError('PROTOCOL', message, { details });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
