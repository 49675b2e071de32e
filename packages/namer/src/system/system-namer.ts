import { constant, systemClock, type WatchContext } from '@namerd/activity';
import { type NameTree, Path } from '@namerd/dtab';
import type { Name, Namer } from '../namer.ts';
import { Hosts } from './hosts.ts';
import { inetTree, type Resolve, rinetTree } from './inet.ts';
import { nodeResolver } from './node-resolver.ts';
import type { Resolver } from './resolver.ts';
import { rewrites } from './rewrites.ts';

/** Options of {@link systemNamer}. */
export interface SystemNamerOptions {
  /** Default: the operating system's. */
  readonly resolver?: Resolver;
  /** What the watches of host names run with. Default: the system's clock, and nobody told. */
  readonly context?: WatchContext;
}

/**
 * The names that need no configuration, mounted at `/`: `/$/inet`, `/$/fixedinet`, `/$/io.buoyant.rinet`, `/$/nil`, `/$/fail` and the
 * rewriting utilities. Every other name is `neg`; nothing is ever loaded by name. Host names are resolved every 5 seconds while
 * somebody observes their addresses; in an outage the last addresses stay, marked stale. The caller disposes; that forgets the hosts
 * that linger.
 */
export function systemNamer(options: SystemNamerOptions = {}): Namer {
  const closed = new AbortController();
  const hosts = new Hosts({
    resolver: options.resolver ?? nodeResolver,
    context: options.context ?? { clock: systemClock },
    signal: closed.signal,
  });
  return {
    lookup: (path) => constant(systemTree(path, hosts)),
    async [Symbol.asyncDispose]() {
      closed.abort();
    },
  };
}

function systemTree(path: Path, hosts: Hosts): NameTree<Name> {
  const [dollar, name] = path.labels;
  if (dollar !== '$' || name === undefined) return { kind: 'neg' };
  const rest = Path.drop(path, 2);
  const follow: Resolve = (host) => hosts.follow(host);
  switch (name) {
    case 'inet':
      return inetTree(path, rest, follow);
    case 'fixedinet':
      return inetTree(path, rest, (host) => hosts.fix(host));
    case 'io.buoyant.rinet':
      return rinetTree(path, rest, follow);
    case 'nil':
      return { kind: 'empty' };
    case 'fail':
      return { kind: 'fail' };
    case 'com.twitter.finagle.namer.global':
      return systemTree(rest, hosts);
    default: {
      const rewritten = rewrites.get(name)?.(rest);
      return rewritten === undefined ? { kind: 'neg' } : { kind: 'leaf', value: { kind: 'path', path: rewritten } };
    }
  }
}
