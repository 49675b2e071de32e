import type { NamingError } from '@namerd/errors';
import { statusOf } from './status.ts';

/** An answer that is an error: what namerd would say as plain text, and what there is to say to who asks for more. */
export class HttpError extends Error {
  override readonly name: string = 'HttpError';
  readonly status: number;
  /** namerd's body, exactly; often empty. */
  readonly text: string;
  /** For problem details: one sentence. */
  readonly detail: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, text: string, options: HttpErrorOptions = {}) {
    super(options.detail ?? text, options);
    this.status = status;
    this.text = text;
    this.detail = options.detail ?? text;
    this.headers = options.headers ?? {};
  }
}

/** Options of {@link HttpError}. */
export interface HttpErrorOptions extends ErrorOptions {
  /** Default: the text. */
  readonly detail?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: NamingError;
}

/** Statuses to which namerd's answer has no body. */
const bodiless: ReadonlySet<number> = new Set([403, 404, 409, 412, 500]);

/**
 * A naming error as an answer. Where namerd answers such an error without a body, so do we; otherwise the body is the message. A bug
 * (`INTERNAL`) is never explained to strangers.
 */
export function toHttpError(error: NamingError): HttpError {
  const status = statusOf[error.code];
  const detail = error.code === 'INTERNAL' ? 'an internal error; the log says more' : error.message;
  return new HttpError(status, bodiless.has(status) ? '' : detail, { detail: detail, cause: error });
}
