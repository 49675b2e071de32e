/** The p-th percentile (0 to 100) of some samples. */
export function percentile(samples: readonly number[], p: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const index = Math.min(sorted.length - 1, Math.floor((p / 100) * sorted.length));
  return sorted[index] ?? Number.NaN;
}

/** The middle of some samples. */
export function median(samples: readonly number[]): number {
  return percentile(samples, 50);
}

/** Milliseconds that `work` takes. */
export function time(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

/**
 * The ratio of two pieces of work, run by turns so that both meet the same machine; the median of the ratios of neighbours. The first rounds only
 * warm up.
 */
export function ratio(
  ours: () => unknown,
  theirs: () => unknown,
  rounds = 15,
): { ratio: number; oursMs: number; theirsMs: number } {
  const warmUp = Math.ceil(rounds / 3);
  const pairs: { ours: number; theirs: number }[] = [];
  for (let i = -warmUp; i < rounds; i++) {
    const pair = { ours: time(ours), theirs: time(theirs) };
    if (i >= 0) pairs.push(pair);
  }
  return {
    ratio: median(pairs.map((pair) => pair.ours / pair.theirs)),
    oursMs: median(pairs.map((pair) => pair.ours)),
    theirsMs: median(pairs.map((pair) => pair.theirs)),
  };
}
