import { type Dentry, Path } from '@namerd/dtab';
import type { DelegateNode, DelegateTree } from '@namerd/namer';
import { type BoundSnapshot, encodeBound } from './bound.ts';
import { formatDouble } from './double.ts';
import { encodeDentry } from './dtab-json.ts';

/**
 * The explanation of a binding as JSON, every kind of node. `~` stands for the path of a neg that the dtab names literally, `!` for that
 * of a fail outside `/$/fail`.
 */
export function encodeDelegateTree(tree: DelegateTree<BoundSnapshot>): string {
  switch (tree.kind) {
    case 'neg':
      return `${head(tree, tree.path.labels.length === 0 ? '~' : undefined)}}`;
    case 'fail':
      return `${head(tree, Path.startsWith(tree.path, failPrefix) ? undefined : '!')}}`;
    case 'empty':
      return `${head(tree)}}`;
    case 'delegate':
      return `${head(tree)},"delegate":${encodeDelegateTree(tree.tree)}}`;
    case 'leaf':
      return `${head(tree)},"bound":${encodeBound(tree.value)}}`;
    case 'alt':
      return `${head(tree)},"alt":[${tree.trees.map(encodeDelegateTree).join(',')}]}`;
    case 'union': {
      const branches = tree.trees.map((b) => `{"weight":${formatDouble(b.weight)},"tree":${encodeDelegateTree(b.tree)}}`);
      return `${head(tree)},"union":[${branches.join(',')}]}`;
    }
    case 'exception': {
      const { message } = tree.error;
      return `${head(tree)}${message === '' ? '' : `,"message":${JSON.stringify(message)}`}}`;
    }
    case 'transformation': {
      const name = JSON.stringify(tree.name);
      const start = `{"type":"transformation","path":${JSON.stringify(Path.show(tree.path))},"name":${name}`;
      return `${start},"bound":${encodeBound(tree.before)},"tree":${encodeDelegateTree(tree.tree)}}`;
    }
    default:
      return tree satisfies never;
  }
}

const failPrefix = Path.of('$', 'fail');

function head(node: DelegateNode & { readonly kind: string }, pathText: string = Path.show(node.path)): string {
  const start = `{"type":"${node.kind}","path":${JSON.stringify(pathText)}`;
  return node.dentry === undefined ? start : `${start},"dentry":${dentryText(node.dentry)}`;
}

/** The same dentry stands at many nodes of a tree, and in the trees of many requests. */
const dentryTexts = new WeakMap<Dentry, string>();

function dentryText(dentry: Dentry): string {
  const known = dentryTexts.get(dentry);
  if (known !== undefined) return known;
  const text = encodeDentry(dentry);
  dentryTexts.set(dentry, text);
  return text;
}
