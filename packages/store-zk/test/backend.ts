import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { createPluginContext, type Dtab, type DtabStore, type Namespace, systemClock } from '@namerd/plugin';
import { orSkip, type Service, startZookeeper } from '@namerd/services';
import { FaultProxy, type StoreBackend } from '@namerd/store-testkit';
import { type ZkStoreConfig, zkStore } from '@namerd/store-zk';
import { createZkClient, type ZkAcl, type ZkClient, ZkPerms } from '@namerd/zk-client';

export const openAcl: readonly ZkAcl[] = [{ scheme: 'world', id: 'anyone', perms: ZkPerms.all }];

/** A real server, or nothing where there is none; the reason goes into the report. */
export function zookeeperOrSkip(): Promise<Service | undefined> {
  return orSkip('store zk', () => startZookeeper());
}

/** A store that reaches ZooKeeper through this port. Not guarded. */
export function openStore(port: number, config: Partial<ZkStoreConfig> = {}): DtabStore {
  const all = { zkAddrs: [{ host: '127.0.0.1', port }], pathPrefix: '/dtabs', sessionTimeoutMs: 2_000, acls: openAcl };
  return zkStore.create({ ...all, ...config }, createPluginContext());
}

/** A client beside the store. */
export function openClient(port: number): ZkClient {
  return createZkClient({ addrs: [{ host: '127.0.0.1', port }], context: { clock: systemClock } });
}

/** A prefix of its own, reached through a network of its own. */
export class ZkSpace implements StoreBackend {
  readonly #service: Service;
  readonly #prefix: string;
  readonly #direct: ZkClient;
  readonly #proxy: FaultProxy;

  private constructor(service: Service, prefix: string, proxy: FaultProxy) {
    this.#service = service;
    this.#prefix = prefix;
    this.#proxy = proxy;
    this.#direct = openClient(service.port);
  }

  static async start(service: Service, prefix: string): Promise<ZkSpace> {
    return new ZkSpace(service, prefix, await FaultProxy.start(() => service.port));
  }

  async open(): Promise<DtabStore> {
    return openStore(this.#proxy.port, { pathPrefix: this.#prefix, sessionTimeoutMs: 4_000 });
  }

  async writeRaw(namespace: Namespace, bytes: Uint8Array): Promise<void> {
    await this.#direct.set(`${this.#prefix}/${namespace}`, bytes);
  }

  async fail(): Promise<void> {
    this.#proxy.set({ kind: 'cut' });
  }

  async recover(): Promise<void> {
    this.#proxy.set({ kind: 'none' });
  }

  async openWatches(): Promise<number> {
    return (await watchesOf(this.#service)).filter((path) => path.startsWith(this.#prefix)).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#direct[Symbol.asyncDispose]();
    await this.#proxy[Symbol.asyncDispose]();
  }
}

/** The paths that the server has watches on, one for each client that has. */
export async function watchesOf(service: Service): Promise<readonly string[]> {
  let path = '';
  const found: string[] = [];
  for (const line of (await fourLetters(service, 'wchp')).split('\n')) {
    if (line.startsWith('/')) path = line;
    else if (line.startsWith('\t')) found.push(path);
  }
  return found;
}

/** What the server answers to one of its four-letter words. */
export function fourLetters(service: Service, word: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(service.port, service.host, () => socket.write(word));
    socket.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
    });
    socket.on('error', reject).on('close', () => resolve(answer));
  });
}

/** What ZooKeeper's own shell prints. */
export async function zkCli(service: Service, ...command: readonly string[]): Promise<string> {
  const classes = '/usr/share/java/zookeeper.jar:/usr/share/java/commons-cli.jar';
  const server = `${service.host}:${service.port}`;
  const args = ['-cp', classes, 'org.apache.zookeeper.ZooKeeperMain', '-server', server, ...command];
  const { stdout, stderr } = await promisify(execFile)('/usr/bin/java', args);
  return `${stdout}\n${stderr}`;
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
export type { Dtab, Service };
