import { systemClock } from '@namerd/activity';
import {
  createEtcdClient,
  createEtcdV2Client,
  type EtcdClient,
  type EtcdClientOptions,
  type EtcdV2Client,
} from '@namerd/etcd-client';
import { type EtcdOptions, orSkip, type Service, startEtcd } from '@namerd/services';

/** An etcd for one file of tests; undefined, said loudly, where it cannot be had. */
export function etcdOrSkip(options?: EtcdOptions): Promise<Service | undefined> {
  return orSkip('etcd-client', () => startEtcd(options));
}

const context = { clock: systemClock };

export function openClient(port: number, more: Partial<EtcdClientOptions> = {}): EtcdClient {
  return createEtcdClient({ host: '127.0.0.1', port, context, timeoutMs: 1_500, ...more });
}

export function openV2Client(port: number, more: Partial<EtcdClientOptions> = {}): EtcdV2Client {
  return createEtcdV2Client({ host: '127.0.0.1', port, context, timeoutMs: 1_500, ...more });
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (value: Uint8Array): string => new TextDecoder().decode(value);

/** Waits until it is so; fails after ten seconds. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
