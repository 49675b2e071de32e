import type { Endpoint } from '@namerd/namer';

/** Endpoints for the rules to set. Plain ones: no weight, no metadata. */
export const a: Endpoint = { host: '192.0.2.1', port: 8001 };
export const b: Endpoint = { host: '192.0.2.2', port: 8002 };
export const c: Endpoint = { host: '192.0.2.3', port: 8003 };
