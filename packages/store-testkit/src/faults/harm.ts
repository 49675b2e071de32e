import type { FaultBackend, FaultKind } from './backend.ts';
import type { FaultProxy } from './proxy.ts';
import type { Random } from './random.ts';

/** Harm that was done: what to call it, and how to undo it. */
export interface Harm {
  readonly name: string;
  readonly heal: () => Promise<void>;
}

/** Does harm of one kind. Answers how to undo it, and what to call it. */
export async function harm(kind: FaultKind, place: { backend: FaultBackend; proxy: FaultProxy; random: Random }): Promise<Harm> {
  const { backend, proxy, random } = place;
  const ofNetwork = { heal: async () => proxy.set({ kind: 'none' }), name: kind };
  switch (kind) {
    case 'kill':
      await backend.kill();
      return { heal: () => backend.restart(), name: kind };
    case 'freeze':
      backend.pause();
      return { heal: async () => backend.resume(), name: kind };
    case 'delay': {
      const ms = random.between(20, 400);
      proxy.set({ kind, ms });
      return { ...ofNetwork, name: `delay ${ms} ms` };
    }
    default:
      proxy.set({ kind });
      return ofNetwork;
  }
}

/** Whether the backend cannot be reached while this lasts, so that what is watched must come to be stale. */
export function isOutage(kind: FaultKind): boolean {
  return kind !== 'delay';
}
