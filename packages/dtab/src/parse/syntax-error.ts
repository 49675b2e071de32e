import { NamingError } from '@namerd/errors';
import { limits } from '../limits.ts';

/** Where an offset lies. Lines end at line feeds; columns count UTF-16 units; both begin at 1. */
function position(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (;;) {
    const end = text.indexOf('\n', start);
    if (end === -1 || end >= offset) return { line, column: offset - start + 1 };
    start = end + 1;
    line++;
  }
}

/** The text with the offending unit in brackets. Of a long text only what lies around it, with `…` for what is left out. */
function display(text: string, offset: number): string {
  const half = limits.maxErrorContext / 2;
  const from = text.length <= limits.maxErrorContext ? 0 : Math.max(0, offset - half);
  const to = text.length <= limits.maxErrorContext ? text.length : Math.min(text.length, offset + half);
  const before = (from > 0 ? '…' : '') + text.slice(from, offset);
  const after = text.slice(offset + 1, to) + (to < text.length ? '…' : '');
  return `${before}[${text.slice(offset, offset + 1)}]${after}`;
}

/** The error for a unit that cannot continue what came before it: what would have been right, what is there instead, and where. */
export function syntaxError(text: string, offset: number, expected: string, found?: string): NamingError {
  const there = found ?? (offset < text.length ? `'${text.charAt(offset)}'` : 'end of input');
  return new NamingError('PARSE', `${expected} expected but ${there} found at '${display(text, offset)}'`, {
    details: { offset, ...position(text, offset), expected },
  });
}

/** The error for a text that is well-formed so far but beyond a limit. */
export function limitError(text: string, offset: number, limit: string, value: number): NamingError {
  return new NamingError('PARSE', `${limit} of ${value} exceeded at offset ${offset}`, {
    details: { offset, ...position(text, offset), expected: `at most ${value}`, limit, value },
  });
}
