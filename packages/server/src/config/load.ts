import { NamingError } from '@namerd/plugin';
import { LineCounter, parseDocument } from 'yaml';
import type { ConfigDocument, ConfigPath, Position } from './document.ts';
import { readNodes } from './nodes.ts';

/** Longest text of a configuration, in characters. */
export const maxConfigLength: number = 1024 * 1024;

const loaded = new WeakSet<object>();

/** Whether this came from {@link loadConfig}. */
export function isConfigDocument(value: unknown): value is ConfigDocument {
  return typeof value === 'object' && value !== null && loaded.has(value);
}

/**
 * Reads the text of a configuration: JSON if its first character that is not blank is `{`, else YAML. Checks the form only; what the keys
 * mean is checked when it is used. Throws `CONFIG` with one line for each error of syntax and each duplicate key.
 *
 * @param filename As messages are to show it.
 */
export function loadConfig(text: string, filename: string): ConfigDocument {
  if (text.length > maxConfigLength)
    throw refuse([`${filename}  the configuration is longer than ${maxConfigLength} characters`]);
  if (text.trim() === '') throw refuse([`${filename}  the configuration is empty`]);
  const isJson = /^\uFEFF?\s*\{/.test(text);
  const lines = new LineCounter();
  // The library looks for duplicate keys in quadratic time and turns alias bombs into memory; `readNodes` does neither.
  const parsed = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false, keepSourceTokens: false });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const report = (offset: number, message: string): string => {
    const { line, column } = at(offset);
    return `${filename}:${line}:${column}  ${message}`;
  };
  const syntax = [...parsed.errors, ...parsed.warnings].slice(0, 20);
  if (syntax.length > 0) throw refuse([...new Set(syntax.map(({ pos, code, message }) => report(pos[0], plain(code, message))))]);
  const nodes = readNodes(parsed.contents);
  if (nodes.problems.length > 0) throw refuse(nodes.problems.map(({ offset, message }) => report(offset, message)));
  const document: ConfigDocument = {
    filename: filename,
    value: isJson ? strictJson(text, filename) : nodes.value,
    positionOf: (path) => at(nearest(nodes.offsets, path)),
  };
  loaded.add(document);
  return document;
}

/** Where the library's words are about itself, ours. */
function plain(code: string, message: string): string {
  return code === 'RESOURCE_EXHAUSTION' ? 'nested too deep' : message;
}

function refuse(lines: readonly string[]): NamingError {
  return new NamingError('CONFIG', lines.join('\n'), { details: { path: '' } });
}

/** YAML reads all JSON and more; this refuses the more, as namerd does. */
function strictJson(text: string, filename: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    const why = NamingError.from(cause).message;
    throw new NamingError('CONFIG', `${filename}  a configuration that begins with { is read as JSON: ${why}`, {
      cause,
      details: { path: '' },
    });
  }
}

function nearest(offsets: ReadonlyMap<string, number>, path: ConfigPath): number {
  for (let length = path.length; length > 0; length--) {
    const offset = offsets.get(JSON.stringify(path.slice(0, length)));
    if (offset !== undefined) return offset;
  }
  return offsets.get('[]') ?? 0;
}
