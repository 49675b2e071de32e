import { type Meta, metaKey } from './meta.ts';

/** One place to connect to. */
export interface Endpoint {
  /** An IPv4 or IPv6 literal without brackets, or a host name where the namer does not resolve. */
  readonly host: string;
  /** 0 to 65535 */
  readonly port: number;
  /** Share of traffic relative to the other endpoints of the set. Absent counts as 1. */
  readonly weight?: number;
  readonly meta?: Meta;
}

/** Operations on {@link Endpoint}. */
export const Endpoint = {
  /** Whether both are the same place, with the same weight (absent is 1) and the same metadata. */
  equals: (a: Endpoint, b: Endpoint): boolean => a === b || endpointKey(a) === endpointKey(b),
} as const;

/** A text that is the same for the same endpoint. */
export function endpointKey({ host, port, weight, meta }: Endpoint): string {
  return `${host} ${port} ${weight ?? 1} ${metaKey(meta)}`;
}
