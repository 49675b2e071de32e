import type { IncomingMessage } from 'node:http';
import type { Dtab } from '@namerd/dtab';
import { NamingError } from '@namerd/errors';
import { decodeDtabAsync, dtabMediaTypeOf } from '@namerd/wire';
import { readBody } from './body.ts';
import { HttpError } from './http-error.ts';

/**
 * Reads the dtab in the body of a `PUT` or `POST`. What is refused is refused as namerd does, whose texts differ between the two: `POST`
 * says nothing at all, `PUT` says what is wrong with text and says nothing about JSON. Who accepts problem details is told everything.
 */
export async function readDtab(request: IncomingMessage, maxBytes: number): Promise<Dtab> {
  const contentType = request.headers['content-type'];
  const isPut = request.method === 'PUT';
  const as = dtabMediaTypeOf(contentType);
  if (as === undefined) {
    const detail = `Invalid Content-Type "${contentType ?? ''}". `;
    throw new HttpError(400, isPut ? detail : '', { detail: detail });
  }
  const { 'content-length': length, 'transfer-encoding': transfer } = request.headers;
  if (length === undefined && transfer === undefined) throw new HttpError(411, 'the length of the request body is not given');
  const text = await readBody(request, maxBytes);
  try {
    return await decodeDtabAsync(text, as);
  } catch (thrown) {
    if (!NamingError.is(thrown, 'PARSE')) throw thrown;
    throw new HttpError(400, refusal(thrown, text, as === 'application/json', isPut), { detail: thrown.message, cause: thrown });
  }
}

function refusal(error: NamingError, text: string, isJson: boolean, isPut: boolean): string {
  if (!isJson) return isPut ? error.message : '';
  const { place, found } = error.details;
  const isNullDentry = found === 'null' && typeof place === 'string' && /^\[\d+\]$/.test(place);
  return isNullDentry ? `The dtab contains invalid dentries: ${text}` : '';
}
