/** Turns host names into addresses. */
export interface Resolver {
  /**
   * The IPv4 and IPv6 addresses of a host now, or `undefined` if there is authoritatively no such host. Rejects when that cannot be
   * told: a failing name server is no answer.
   */
  resolve(host: string, signal: AbortSignal): Promise<readonly string[] | undefined>;
}
