import { Addr, type Endpoint, NamingError, z } from '@namerd/plugin';

// FILL IN: how your backend describes the instances of a service. Be strict about what you use, and ignore the rest.
const instance = z.object({
  host: z.string().min(1),
  port: z.int().min(0).max(65_535),
  weight: z.number().min(0).optional(),
  meta: z.record(z.string(), z.json()).optional(),
});
const answer = z.object({ endpoints: z.array(instance) });

/** The endpoints in the answer about one service. Throws `PROTOCOL` if it is not understood. */
export function toAddr(service: string, text: string): Addr {
  try {
    return Addr.bound(answer.parse(JSON.parse(text)).endpoints.map(toEndpoint));
  } catch (cause) {
    throw new NamingError('PROTOCOL', `the answer about ${service} is not understood`, { cause });
  }
}

function toEndpoint({ host, port, weight, meta }: z.infer<typeof instance>): Endpoint {
  return { host, port, ...(weight !== undefined && { weight }), ...(meta !== undefined && { meta }) };
}
