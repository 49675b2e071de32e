import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Figure } from '../figure.ts';
import { ask, request } from '../raw-client.ts';
import { median, percentile } from '../statistics.ts';

const config = JSON.stringify({
  admin: { port: 0 },
  storage: { kind: 'io.l5d.inMemory', namespaces: { default: '/svc=>/$/inet/127.0.0.1' } },
  interfaces: [{ kind: 'io.l5d.httpController', port: 0 }],
});

/** From exec to the first answer. */
async function startOnce(): Promise<number> {
  const main = fileURLToPath(import.meta.resolve('@namerd/server')).replace(/index\.js$/, 'main.js');
  const started = performance.now();
  const child = spawn(process.execPath, [main, '-'], { stdio: ['pipe', 'ignore', 'pipe'] });
  child.stdin.end(config);
  const port = await new Promise<number>((resolve, reject) => {
    let text = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const found = /io\.l5d\.httpController interface on [^\s"]*?:(\d+)/.exec(text)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
    child.once('exit', () => reject(new Error(`namerd ended: ${text}`)));
  });
  const answer = await ask(port, request('GET', '/api/1/dtabs/default'));
  const elapsed = performance.now() - started;
  if (!answer.startsWith('HTTP/1.1 200')) throw new Error(answer.slice(0, 200));
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
  return elapsed;
}

/** How soon a new process answers. */
export const coldStart: Figure = {
  id: 'cold-start',
  what: 'exec of namerd until its first 200',
  unit: 'ms',
  limit: { atMost: 500 },
  async measure() {
    const samples: number[] = [];
    for (let i = 0; i < 9; i++) samples.push(await startOnce());
    return { value: median(samples), detail: `median of ${samples.length}; slowest ${percentile(samples, 100).toFixed(0)} ms` };
  },
};
