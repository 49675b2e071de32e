import { isIP } from 'node:net';
import { z } from './schema.ts';

/** Schema of a TCP port in a configuration: 0 (any free one, decided when listening) to 65535. */
export const port: z.ZodType<number> = z
  .int()
  .min(0, { error: ({ input }) => `${String(input)} outside valid range for ports` })
  .max(65_535, { error: ({ input }) => `${String(input)} outside valid range for ports` });

/** Schema of an IP address in a configuration. A host name is refused: where to listen must not depend on DNS. */
export const ipLiteral: z.ZodType<string> = z
  .string()
  .refine((text) => isIP(text) !== 0, { error: ({ input }) => `'${String(input)}' is not an IP string literal.` })
  .meta({ anyOf: [{ format: 'ipv4' }, { format: 'ipv6' }] });
