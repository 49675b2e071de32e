import { execFile } from 'node:child_process';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { IsolatedApt } from './apt.ts';
import { cached, isCached } from './cache.ts';
import { needDebian } from './debian.ts';
import { startEtcd } from './etcd.ts';
import { launch } from './process.ts';
import { type Service, ServiceUnavailable } from './service.ts';

const run = promisify(execFile);
const cacheName = 'kube-apiserver-1.20.2';

/** A kube-apiserver with an etcd of its own. RBAC is on; `adminToken` may do anything. */
export interface KubeApiserver extends Service {
  readonly adminToken: string;
  /** The certificate authority of the serving certificate (it is self-signed), as PEM file. */
  readonly caFile: string;
}

/** Starts kube-apiserver 1.20. It has no binary package: it is built once (minutes), and only where `NAMERD_TEST_SLOW=1` allows it. */
export async function startKubeApiserver(): Promise<KubeApiserver> {
  const file = join(await kubeFolder(), 'kube-apiserver');
  const etcd = await startEtcd();
  const adminToken = 'admin-token';
  let caFile = '';
  try {
    const service = await launch({
      name: 'kube-apiserver',
      ports: 1,
      startMs: 90_000,
      prepare: async ({ dir }) => {
        caFile = join(dir, 'certs', 'apiserver.crt');
        await mkdir(join(dir, 'certs'));
        await run('openssl', ['genrsa', '-out', join(dir, 'sa.key'), '2048']);
        await run('openssl', ['rsa', '-in', join(dir, 'sa.key'), '-pubout', '-out', join(dir, 'sa.pub')]);
        await writeFile(join(dir, 'tokens.csv'), `${adminToken},admin,admin,system:masters\nnobody-token,nobody,nobody,\n`);
      },
      command: ({ dir, port }) => ({
        file,
        args: [
          ...[`--etcd-servers=http://127.0.0.1:${etcd.port}`, '--bind-address=127.0.0.1', '--advertise-address=127.0.0.1'],
          ...[`--secure-port=${port}`, `--cert-dir=${join(dir, 'certs')}`, '--service-cluster-ip-range=10.0.0.0/24'],
          ...[`--service-account-key-file=${join(dir, 'sa.pub')}`, `--service-account-signing-key-file=${join(dir, 'sa.key')}`],
          ...['--service-account-issuer=https://kubernetes.default.svc', `--token-auth-file=${join(dir, 'tokens.csv')}`],
          ...['--authorization-mode=RBAC', '--disable-admission-plugins=ServiceAccount'],
        ],
      }),
      isReady: ({ port }) => isReady(port, adminToken),
    });
    return withEtcd(service, etcd, { adminToken, caFile });
  } catch (error) {
    await etcd[Symbol.asyncDispose]();
    throw error;
  }
}

function withEtcd(service: Service, etcd: Service, more: { adminToken: string; caFile: string }): KubeApiserver {
  return {
    name: service.name,
    host: service.host,
    port: service.port,
    ...more,
    pause: () => service.pause(),
    resume: () => service.resume(),
    kill: () => service.kill(),
    restart: () => service.restart(),
    async restartEmpty() {
      await service.kill();
      await etcd.restartEmpty();
      await service.restart();
    },
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      await etcd[Symbol.asyncDispose]();
    },
  };
}

async function isReady(port: number, token: string): Promise<boolean> {
  const { request } = await import('node:https');
  return new Promise((resolve) => {
    const options = {
      host: '127.0.0.1',
      port,
      path: '/readyz',
      rejectUnauthorized: false,
      headers: { authorization: `Bearer ${token}` },
    };
    const ask = request(options, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    ask.setTimeout(2000, () => ask.destroy());
    ask.on('error', () => resolve(false)).end();
  });
}

async function kubeFolder(): Promise<string> {
  if (process.env['NAMERD_TEST_SLOW'] !== '1' && !(await isCached(cacheName))) {
    throw new ServiceUnavailable('kube-apiserver takes minutes to build; set NAMERD_TEST_SLOW=1 to have it built once');
  }
  return cached(cacheName, 'building kube-apiserver from its Debian source package (minutes, once)', build);
}

/** Debian's source of 1.20.2 with the Go 1.15 of Debian 11. Built with a newer Go, it dies on the first custom resource definition. */
async function build(dir: string): Promise<void> {
  await needDebian('/usr/bin/jq', ['jq']);
  await needDebian('/usr/bin/rsync', ['rsync']);
  await needDebian('/usr/bin/dpkg-source', ['dpkg-dev']);
  await needDebian('/usr/bin/make', ['make']);
  const apt = await IsolatedApt.open(dir, ['deb bullseye', 'deb-src bookworm']);
  await apt.run('source', '--download-only', 'kubernetes');
  await apt.run('download', 'golang-1.15-go', 'golang-1.15-src');
  const files = await readdir(dir);
  const dsc = files.find((name) => name.endsWith('.dsc'));
  if (dsc === undefined) throw new Error('no kubernetes source package');
  await run('dpkg-source', ['-x', dsc, 'k8s'], { cwd: dir, maxBuffer: 64 << 20 });
  for (const deb of files.filter((name) => name.endsWith('.deb'))) await run('dpkg', ['-x', deb, 'go'], { cwd: dir });
  const goPath = join(dir, 'gopath');
  await mkdir(join(goPath, 'src', 'k8s.io'), { recursive: true });
  const tree = join(goPath, 'src', 'k8s.io', 'kubernetes');
  await symlink(join(dir, 'k8s'), tree);
  const goRoot = join(dir, 'go', 'usr', 'lib', 'go-1.15');
  await symlink(join(dir, 'go', 'usr', 'share', 'go-1.15', 'src'), join(goRoot, 'src')).catch(() => undefined);
  const env = {
    ...process.env,
    GOROOT: goRoot,
    GOPATH: goPath,
    GOCACHE: join(dir, 'gocache'),
    GO111MODULE: 'off',
    CGO_ENABLED: '0',
    KUBE_GIT_VERSION: 'v1.20.2',
    KUBE_GIT_COMMIT: 'debian',
    KUBE_GIT_TREE_STATE: 'archive',
    PATH: `${join(goRoot, 'bin')}:${process.env['PATH']}`,
  };
  await run('nice', ['make', 'WHAT=cmd/kube-apiserver', 'GOLDFLAGS=-s -w'], { cwd: tree, env, maxBuffer: 256 << 20 });
  await mkdir(join(dir, 'result'));
  await run('cp', ['_output/bin/kube-apiserver', join(dir, 'result', 'kube-apiserver')], { cwd: tree });
}
