import { type K8sAccess, kubeconfig, serviceAccount, tokenInFile } from '@namerd/k8s-client';
import { loadClientTls } from '@namerd/plugin';
import type { K8sStoreConfig } from './config.ts';

/** Where the API server is, and how it knows us. Throws `CONFIG` where files are missing or say nothing that we can use. */
export function accessOf(config: K8sStoreConfig): K8sAccess {
  const { auth, host = 'localhost', tls } = config;
  switch (auth?.kind) {
    case 'serviceAccount': {
      const server = `https://${bracketed(config.host ?? 'kubernetes.default.svc')}:${config.port ?? 443}`;
      return serviceAccount({ server, ...(auth.dir !== undefined && { dir: auth.dir }) });
    }
    case 'kubeconfig':
      return kubeconfig({ path: auth.path, ...(auth.context !== undefined && { context: auth.context }) });
    case 'bearer':
    case undefined: {
      const isTls = tls?.enabled === true;
      const token = tokenOf(auth);
      loadClientTls(tls); // what cannot be read is better known now
      return {
        server: `${isTls ? 'https' : 'http'}://${bracketed(host)}:${config.port ?? (isTls ? 443 : 8001)}`,
        ...(isTls && { tls: () => loadClientTls(tls) ?? {} }),
        ...(token !== undefined && { token }),
      };
    }
    default:
      return auth satisfies never;
  }
}

function tokenOf(
  auth: { readonly token?: string | undefined; readonly tokenFile?: string | undefined } | undefined,
): K8sAccess['token'] {
  const { token, tokenFile } = auth ?? {};
  if (tokenFile !== undefined) return tokenInFile(tokenFile);
  return token === undefined ? undefined : async () => token;
}

/** As a URL has it: an IPv6 address stands in brackets. */
function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}
