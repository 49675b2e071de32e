import { type ConfigIssue, NamingError } from '@namerd/plugin';
import { type ConfigDocument, type ConfigPath, showPath } from './document.ts';

/** What decoding finds besides values: what forbids a start, and what an operator should know. */
export class Findings {
  readonly errors: ConfigIssue[] = [];
  readonly warnings: ConfigIssue[] = [];

  error(path: ConfigPath, message: string, nearest?: string): void {
    this.errors.push(nearest === undefined ? { path, message } : { path, message, nearest });
  }

  warning(path: ConfigPath, message: string): void {
    this.warnings.push({ path, message });
  }

  /** Takes over what a schema found in the part at `base`. */
  addAll(base: ConfigPath, issues: readonly ConfigIssue[]): void {
    for (const issue of issues) this.errors.push({ ...issue, path: [...base, ...issue.path] });
  }
}

/** One line for people: `namerd.yaml:7:5  namers[0].prot  unknown key prot; did you mean port?` */
export function showIssue(issue: ConfigIssue, document: ConfigDocument | undefined): string {
  const position = document?.positionOf(issue.path);
  const where = position === undefined ? [] : [`${document?.filename}:${position.line}:${position.column}`];
  const path = issue.path.length === 0 ? [] : [showPath(issue.path)];
  const message = issue.nearest === undefined ? issue.message : `${issue.message}; did you mean ${issue.nearest}?`;
  return [...where, ...path, message].join('  ');
}

/**
 * Everything that is wrong with a configuration as one `CONFIG` error: its message has a line for each issue, in the order of the text;
 * `details.issues` has them as data and `details.path` is the path of the first.
 */
export function configError(issues: readonly ConfigIssue[], document: ConfigDocument | undefined): NamingError {
  const sorted = document === undefined ? issues : [...issues].sort((a, b) => compare(a, b, document));
  const message = sorted.map((issue) => showIssue(issue, document)).join('\n');
  return new NamingError('CONFIG', message, { details: { path: showPath(sorted[0]?.path ?? []), issues: sorted } });
}

function compare(a: ConfigIssue, b: ConfigIssue, document: ConfigDocument): number {
  const [p, q] = [document.positionOf(a.path), document.positionOf(b.path)];
  return p.line - q.line || p.column - q.column;
}
