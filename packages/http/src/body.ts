import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { HttpError } from './http-error.ts';

const unzip = promisify(gunzip);
const unbrotli = promisify(brotliDecompress);
const decodings = 'gzip, deflate, br';

/**
 * The whole body of a request as text, however it is framed (length, chunks) and compressed (gzip, deflate, br). What cannot be read
 * wholly is refused with a reason, never taken for something shorter: 400 if it breaks off or is not UTF-8, 413 over `maxBytes`
 * (compressed or not), 415 for an encoding that is not known.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<string> {
  const encodings = encodingsOf(request.headers['content-encoding']);
  let bytes = await readBytes(request, maxBytes);
  for (const encoding of encodings) bytes = await decompress(bytes, encoding, maxBytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new HttpError(400, 'the request body is not UTF-8');
  }
}

/** Whether the request announces a body. */
export function hasBody(request: IncomingMessage): boolean {
  const { 'transfer-encoding': transfer, 'content-length': length } = request.headers;
  return transfer !== undefined || (length !== undefined && length !== '0');
}

/** What was applied, last first. */
function encodingsOf(header: string | undefined): readonly string[] {
  if (header === undefined) return [];
  const names = header.split(',').map((name) => name.trim().toLowerCase());
  const applied = names.filter((name) => name !== '' && name !== 'identity');
  const isKnown = (name: string): boolean => ['gzip', 'x-gzip', 'deflate', 'br'].includes(name);
  if (applied.length > 3 || !applied.every(isKnown)) {
    throw new HttpError(415, `unknown Content-Encoding; known are ${decodings}`, { headers: { 'Accept-Encoding': decodings } });
  }
  return applied.reverse();
}

function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers['content-length']) > maxBytes) throw tooLarge(maxBytes);
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    request.on('data', (part: Buffer) => {
      size += part.length;
      if (size <= maxBytes) parts.push(part);
      else reject(tooLarge(maxBytes)); // the rest is read and dropped until the connection is closed after the answer
    });
    request.on('end', () => resolve(parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts)));
    request.on('error', () => reject(brokenOff()));
    request.on('close', () => reject(brokenOff())); // without effect after `end`
  });
}

async function decompress(bytes: Buffer, encoding: string, maxBytes: number): Promise<Buffer> {
  const limit = { maxOutputLength: maxBytes };
  try {
    if (encoding === 'br') return await unbrotli(bytes, limit);
    if (encoding !== 'deflate') return await unzip(bytes, limit);
    // "deflate" means zlib, but some send it bare; a zlib stream begins with a header that checks itself.
    const isZlib = bytes.length >= 2 && bytes.readUInt16BE(0) % 31 === 0 && (bytes[0] ?? 0) % 16 === 8;
    return await promisify(isZlib ? inflate : inflateRaw)(bytes, limit);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes);
    throw new HttpError(400, `the request body is not ${encoding}, or it breaks off`);
  }
}

function tooLarge(maxBytes: number): HttpError {
  return new HttpError(413, `the request body is longer than ${maxBytes} bytes`, { headers: { Connection: 'close' } });
}

function brokenOff(): HttpError {
  return new HttpError(400, 'the request body breaks off');
}
