import { dirname, resolve } from 'node:path';
import { NamingError } from '@namerd/errors';
import { parse } from 'yaml';
import type { K8sAccess, K8sTls } from './access.ts';
import { readNow, tokenInFile } from './files.ts';

/** Options of {@link kubeconfig}. */
export interface KubeconfigOptions {
  /** The file. */
  readonly path: string;
  /** Default: the file's `current-context`. */
  readonly context?: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** What a user entry may hold that we do not do, and why. */
const refused: Readonly<Record<string, string>> = {
  exec: 'runs a program, which namerd does not do: use a service account, a token or a client certificate',
  'auth-provider': 'is a plugin of kubectl: use a service account, a token or a client certificate',
  username: 'is for basic authentication, which Kubernetes no longer has',
  password: 'is for basic authentication, which Kubernetes no longer has',
  as: 'acts for somebody else, which is not supported',
};

/**
 * The access that a context of a kubeconfig file describes. The file is read once; tokens and certificates in files of their own are read for
 * each request and connection. Throws `CONFIG` on what is missing, cannot be read or is not supported, such as `exec` plugins.
 */
export function kubeconfig({ path, context }: KubeconfigOptions): K8sAccess {
  const file = new Kubeconfig(path);
  const name = context ?? file.text(file.root, 'current-context');
  if (name === undefined || name === '') throw file.invalid('it has no current-context, and none is configured');
  const chosen = file.entry('contexts', 'context', name);
  const cluster = file.entry('clusters', 'cluster', file.required(chosen, 'cluster', `context ${name}`));
  const userName = file.text(chosen, 'user');
  const user = userName === undefined ? {} : file.entry('users', 'user', userName);
  for (const [key, reason] of Object.entries(refused)) {
    if (user[key] !== undefined) throw file.invalid(`${key} of user ${userName} ${reason}`);
  }
  if (cluster['proxy-url'] !== undefined) throw file.invalid('proxy-url of the cluster is not supported');
  const server = file.required(cluster, 'server', 'the cluster');
  if (!URL.canParse(server)) throw file.invalid('server of the cluster is not a URL');
  const tls = (): K8sTls => file.tls(cluster, user);
  if (server.startsWith('https:')) tls(); // what cannot be read is better known now
  const token = tokenOf(file, user);
  const namespace = file.text(chosen, 'namespace');
  return { server: server, tls: tls, ...(token !== undefined && { token }), ...(namespace !== undefined && { namespace }) };
}

function tokenOf(file: Kubeconfig, user: Fields): K8sAccess['token'] {
  const inFile = file.text(user, 'tokenFile'); // goes before `token`, as with kubectl
  if (inFile !== undefined) return tokenInFile(file.resolve(inFile));
  const token = file.text(user, 'token');
  return token === undefined ? undefined : async () => token;
}

/** A file as it was read, and the errors in its name. */
class Kubeconfig {
  readonly root: Fields;
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    const text = readNow(path, 'kubeconfig');
    let root: unknown;
    try {
      root = parse(text);
    } catch (cause) {
      throw this.invalid('it is not YAML', cause); // the parser's own message quotes the text, which has secrets
    }
    if (!isFields(root)) throw this.invalid('it is not an object');
    this.root = root;
  }

  /** What stands under `key` of the entry of this name in one of the lists. */
  entry(list: string, key: string, name: string): Fields {
    const entries = this.root[list];
    const found = Array.isArray(entries) ? entries.find((each) => isFields(each) && each['name'] === name) : undefined;
    const fields = isFields(found) ? found[key] : undefined;
    if (!isFields(fields)) throw this.invalid(`it has no ${key} ${name}`);
    return fields;
  }

  text(fields: Fields, key: string): string | undefined {
    const value = fields[key];
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') throw this.invalid(`${key} is not a text`);
    return value;
  }

  required(fields: Fields, key: string, where: string): string {
    const value = this.text(fields, key);
    if (value === undefined) throw this.invalid(`${where} has no ${key}`);
    return value;
  }

  /** Relative to the kubeconfig, as with kubectl. */
  resolve(file: string): string {
    return resolve(dirname(this.#path), file);
  }

  tls(cluster: Fields, user: Fields): K8sTls {
    const ca = this.#pem(cluster, 'certificate-authority');
    const cert = this.#pem(user, 'client-certificate');
    const key = this.#pem(user, 'client-key');
    const servername = this.text(cluster, 'tls-server-name');
    if ((cert === undefined) !== (key === undefined))
      throw this.invalid('client-certificate and client-key are only of use together');
    return {
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
      ...(servername !== undefined && { servername }),
      ...(cluster['insecure-skip-tls-verify'] === true && { rejectUnauthorized: false }),
    };
  }

  /** `key` names a file, and `key-data` has it in base64, which goes before. */
  #pem(fields: Fields, key: string): string | undefined {
    const data = this.text(fields, `${key}-data`);
    if (data !== undefined) return Buffer.from(data, 'base64').toString('utf8');
    const file = this.text(fields, key);
    return file === undefined ? undefined : readNow(this.resolve(file), key);
  }

  invalid(reason: string, cause?: unknown): NamingError {
    return new NamingError('CONFIG', `kubeconfig ${this.#path}: ${reason}`, { cause, details: { file: this.#path } });
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
