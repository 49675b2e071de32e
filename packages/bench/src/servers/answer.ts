import { monitorEventLoopDelay } from 'node:perf_hooks';

const gc = (globalThis as { gc?: () => void }).gc;

/** Answers the questions of `ServerChild` in the child: its memory, and how long its event loop was blocked at most. */
export function answerParent(): void {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  process.on('message', (question) => {
    if (question === 'memory') void memory();
    if (question === 'blocked') {
      process.send?.({ maxMs: delay.max / 1e6 });
      delay.reset();
    }
  });
}

async function memory(): Promise<void> {
  for (let i = 0; i < 5; i++) {
    gc?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send?.({ heap: heapUsed + external, rss });
}
