import { configSchema, type Schema, z } from '@namerd/plugin';

/** The key `experimental`, where nothing else is common to all kinds. */
export const experimentalSchema: Schema<{ readonly experimental?: boolean | undefined }> = configSchema(
  z.strictObject({ experimental: z.boolean().optional().describe('Accepts that the kind is experimental.') }),
);

/** What namerd says about a kind that is experimental and was not enabled. */
export function experimentalMessage(role: 'storage' | 'telemeter' | 'namer', name: string): string {
  const yes = role === 'storage' ? 'true' : "`true'";
  return `The ${name} ${role} is experimental and must be explicitly enabled by setting the \`experimental' parameter to ${yes}.`;
}
