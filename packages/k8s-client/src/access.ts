/** Where an API server is, and how it knows us. What may be renewed while we run is a function, and asked each time. */
export interface K8sAccess {
  /** Such as `https://10.0.0.1:6443` or `http://localhost:8001`; may have a path, which then comes before all others. */
  readonly server: string;
  /** TLS for an `https:` server, asked for each new connection. Default: the roots of the platform, no certificate of our own. */
  readonly tls?: () => K8sTls;
  /** The bearer token, asked for each request. Default: none. */
  readonly token?: () => Promise<string>;
  /** The Kubernetes namespace that the credentials are meant for, if they say so. */
  readonly namespace?: string;
}

/** TLS of one connection, in the terms of `node:tls`. */
export interface K8sTls {
  /** PEM of the trusted roots. Default: those of the platform. */
  readonly ca?: string | string[];
  /** PEM of our certificate, with the chain. */
  readonly cert?: string;
  /** PEM of its key. */
  readonly key?: string;
  /** The name that the server's certificate must have. Default: the host of the URL. */
  readonly servername?: string;
  /** Default true. */
  readonly rejectUnauthorized?: boolean;
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3';
  readonly maxVersion?: 'TLSv1.2' | 'TLSv1.3';
}
