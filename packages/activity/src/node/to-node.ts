import type { Activity } from '../activity.ts';
import { Node } from './node.ts';
import { Source } from './source.ts';

/** The node behind an activity. One that is not ours (another copy of this package) is followed through `observe`. */
export function toNode<T>(activity: Activity<T>): Node<T> {
  const own = 'node' in activity ? activity.node : undefined;
  if (own instanceof Node) return own;
  return new Source<T>((sink, signal) => {
    const observation = activity.observe((state) => {
      if (state.kind === 'pending') sink.pending();
      else if (state.kind === 'failed') sink.failed(state.error);
      else {
        sink.ok(state.value);
        if (state.stale !== undefined) sink.stale(state.stale);
      }
    });
    signal.addEventListener('abort', () => observation[Symbol.dispose](), { once: true });
  });
}
