import { type Activity, keyed } from '@namerd/activity';
import { Path } from '@namerd/dtab';
import type { Namespace } from '@namerd/store';
import { encodeBoundNames, encodeNamespaces } from '@namerd/wire';
import { addrAnswers } from './addr.ts';
import type { Answer } from './answer.ts';
import { bindAnswers } from './bind.ts';
import { dtabAnswer } from './dtab-answer.ts';
import { type NameQuery, queryName } from './name-query.ts';
import type { ApiEnvironment } from './options.ts';
import { resolveAnswers } from './resolve.ts';
import type { Subject } from './subject.ts';

/** Everything that the API shows of a store and an interpreter. Each subject is shared among all who look at it, and for a little while after. */
export interface Subjects {
  /** The namespaces that exist. */
  list(): Subject;
  dtab(namespace: Namespace): Subject;
  bind(query: NameQuery): Subject;
  addr(id: Path): Subject;
  resolve(query: NameQuery): Subject;
  /** The ids that namers can enumerate. */
  boundNames(): Subject;
}

const json = ['application/json'] as const;
const dtabForms = ['application/json', 'application/dtab', 'text/plain'] as const;

/** The subjects of an API. Nothing is observed before somebody looks, nor after `signal` has aborted and the last looked away. */
export function createSubjects(environment: ApiEnvironment, signal: AbortSignal): Subjects {
  const { store, interpreter, context, limits } = environment;
  const { clock } = context;
  const shared = <K>(make: (key: K) => Activity<Answer>, idOf: (key: K) => string): ((key: K) => Activity<Answer>) =>
    keyed(make, { lingerMs: limits.lingerMs, clock: clock, signal: signal, idOf: idOf });

  const list = shared(() => store.list().map((names): Answer => ({ encode: () => encodeNamespaces(names) })), String);
  const dtab = shared((namespace: Namespace) => store.observe(namespace).map(dtabAnswer), String);
  const bind = shared((query: NameQuery) => bindAnswers(environment, query), queryName);
  const addr = shared((id: Path) => addrAnswers(interpreter.addr(id)), Path.show);
  const resolve = shared((query: NameQuery) => resolveAnswers(environment, query), queryName);
  const names = shared(() => interpreter.names().map((ids): Answer => ({ encode: () => encodeBoundNames(ids) })), String);

  return {
    list: () => ({ name: 'dtabs', answers: list(''), formats: json, isTyped: true }),
    dtab: (namespace) => ({ name: `dtab ${namespace}`, answers: dtab(namespace), formats: dtabForms, isTyped: true }),
    bind: (query) => ({ name: `bind ${queryName(query)}`, answers: bind(query), formats: json, isTyped: false }),
    addr: (id) => ({ name: `addr ${Path.show(id)}`, answers: addr(id), formats: json, isTyped: false }),
    resolve: (query) => ({ name: `resolve ${queryName(query)}`, answers: resolve(query), formats: json, isTyped: true }),
    boundNames: () => ({ name: 'bound-names', answers: names(''), formats: json, isTyped: true }),
  };
}
