import { readFile, stat } from 'node:fs/promises';
import { NamingError } from '@namerd/plugin';
import type { ConfigDocument } from '../config/document.ts';
import { loadConfig, maxConfigLength } from '../config/load.ts';

/** Reads the configuration at a path, or from `input` if that is `-`. Rejects with `CONFIG`. */
export async function readConfig(path: string, input: AsyncIterable<string | Uint8Array>): Promise<ConfigDocument> {
  if (path === '-') return loadConfig(await readAll(input), '<stdin>');
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) throw new NamingError('CONFIG', `config is not a file: ${path}`);
  if (found.size > 4 * maxConfigLength) throw tooLong(path);
  try {
    return loadConfig(await readFile(path, 'utf8'), path);
  } catch (cause) {
    if (NamingError.is(cause)) throw cause;
    throw new NamingError('CONFIG', `${path} cannot be read: ${NamingError.from(cause).message}`, { cause });
  }
}

async function readAll(input: AsyncIterable<string | Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of input) {
    text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    if (text.length > maxConfigLength) throw tooLong('<stdin>');
  }
  return text + decoder.decode();
}

function tooLong(path: string): NamingError {
  return new NamingError('CONFIG', `${path}  the configuration is longer than ${maxConfigLength} characters`);
}
