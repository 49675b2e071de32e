/**
 * A cipher list for OpenSSL out of names as the JVM and the standards have them (`TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256`). Names in
 * OpenSSL's own form pass as they are, and so do those of TLS 1.3, which are the same in both.
 */
export function toOpenssl(names: readonly string[]): string {
  return names.map(openssl).join(':');
}

function openssl(name: string): string {
  const [, exchange, cipher] = /^(?:TLS|SSL)_(.+)_WITH_(.+)$/.exec(name) ?? [];
  if (exchange === undefined || cipher === undefined) return name;
  const suite = cipher
    .replace(/^AES_(\d+)_CBC_/, 'AES$1_')
    .replace(/^AES_(\d+)_/, 'AES$1_')
    .replace(/^CHACHA20_POLY1305_SHA256$/, 'CHACHA20_POLY1305')
    .replaceAll('_', '-');
  return exchange === 'RSA' ? suite : `${exchange.replaceAll('_', '-')}-${suite}`;
}
