import { join } from 'node:path';
import type { K8sAccess } from './access.ts';
import { readNow, tokenInFile } from './files.ts';

/** Options of {@link serviceAccount}. */
export interface ServiceAccountOptions {
  /** Where the pod has the files `token`, `ca.crt` and `namespace`. Default: where Kubernetes mounts them. */
  readonly dir?: string;
  /** Default `https://kubernetes.default.svc`, the name that the API server has in every cluster. */
  readonly server?: string;
}

/**
 * The access that a pod has. The token and the certificate authority are read again for each request and connection, since both are renewed while the
 * pod runs. Throws `CONFIG` where the files are not there: this is no pod, or one without a service account.
 */
export function serviceAccount(options: ServiceAccountOptions = {}): K8sAccess {
  const { dir = '/var/run/secrets/kubernetes.io/serviceaccount', server = 'https://kubernetes.default.svc' } = options;
  const token = join(dir, 'token');
  const ca = join(dir, 'ca.crt');
  readNow(token, "service account's token");
  readNow(ca, "service account's certificate authority");
  return {
    server: server,
    tls: () => ({ ca: readNow(ca, "service account's certificate authority") }),
    token: tokenInFile(token),
    namespace: readNow(join(dir, 'namespace'), "service account's namespace").trim(),
  };
}
