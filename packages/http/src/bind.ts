import type { Activity } from '@namerd/activity';
import { NameTree } from '@namerd/dtab';
import { encodeBindTree } from '@namerd/wire';
import { type Addresses, addressesOf, snapshot } from './addresses.ts';
import type { Answer } from './answer.ts';
import type { NameQuery } from './name-query.ts';
import type { ApiEnvironment } from './options.ts';

/**
 * Bind trees with the addresses of their leaves as they are now. The addresses are for people to see; clients ask for each by its id.
 * So watchers are told when the tree changes, not when an address does.
 */
export function bindAnswers(environment: ApiEnvironment, { namespace, dtab, path }: NameQuery): Activity<Answer> {
  const { context, limits, namespaces } = environment;
  const options = { clock: context.clock, graceMs: limits.addressGraceMs };
  return namespaces.bind(namespace, dtab, path).flatMap((tree) =>
    addressesOf(NameTree.leaves(tree), options).map(
      (addresses: Addresses): Answer => ({
        encode: () => encodeBindTree(NameTree.map(tree, (bound) => snapshot(bound, addresses))),
        watched: tree,
      }),
    ),
  );
}
