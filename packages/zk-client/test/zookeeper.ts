import { appendFileSync } from 'node:fs';
import { connect } from 'node:net';
import { systemClock } from '@namerd/activity';
import { type Service, ServiceUnavailable, startZookeeper } from '@namerd/services';
import { createZkClient, type ZkAcl, type ZkClient, type ZkClientOptions, ZkPerms } from '@namerd/zk-client';
import type { ExecutionContext, TestFn } from 'ava';

export const open: readonly ZkAcl[] = [{ scheme: 'world', id: 'anyone', perms: ZkPerms.all }];

/** A test with a real server; skipped, with the reason in the report, where there is none. */
export type ZookeeperTest = (title: string, body: (t: ExecutionContext, server: Service) => Promise<void>) => void;

/** One server for the tests of a file, one test after the other, for they take it down. */
export function withZookeeper(test: TestFn): ZookeeperTest {
  let server: Service | undefined;
  let reason = '';
  test.before(async () => {
    try {
      server = await startZookeeper();
    } catch (error) {
      if (!(error instanceof ServiceUnavailable)) throw error;
      reason = error.message;
      const report = process.env['NAMERD_TEST_REPORT'];
      if (report !== undefined) appendFileSync(report, `skipped client zk: ${reason}\n`);
    }
  });
  test.after.always(() => server?.[Symbol.asyncDispose]());
  return (title, body) => {
    test.serial(title, async (t) => {
      if (server === undefined) {
        t.log(`skipped client zk: ${reason}`);
        t.pass();
      } else {
        await body(t, server);
        t.pass(); // what was waited for has come
      }
    });
  };
}

/** A client of this server, disposed with the test. */
export function clientOf(t: ExecutionContext, server: Service, options: Partial<ZkClientOptions> = {}): ZkClient {
  const zk = createZkClient({
    addrs: [{ host: server.host, port: server.port }],
    context: { clock: systemClock },
    sessionTimeoutMs: 2_000,
    backoff: { maxMs: 200 },
    ...options,
  });
  t.teardown(() => zk[Symbol.asyncDispose]());
  return zk;
}

/** What the server answers to one of its four-letter words. */
export function fourLetters(server: Service, word: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(server.port, server.host, () => socket.write(word));
    socket.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
    });
    socket.on('error', reject).on('close', () => resolve(answer));
  });
}

/** How many watches the server keeps, of all clients. */
export async function watchesOf(server: Service): Promise<number> {
  const found = /Total watches:(\d+)/.exec(await fourLetters(server, 'wchs'));
  if (found === null) throw new Error('no count of watches');
  return Number(found[1]);
}

/** Waits until it is so; fails after ten seconds. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (data: Uint8Array | undefined): string | undefined =>
  data === undefined ? undefined : new TextDecoder().decode(data);
