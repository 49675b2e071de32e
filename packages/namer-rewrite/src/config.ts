import { compileRewrite, configSchema, NamingError, type RewriteOptions, type Schema, z } from '@namerd/plugin';

/** Configuration of the namer, decoded. */
export type RewriteNamerConfig = RewriteOptions;

const options = z
  .strictObject({
    pattern: z
      .string()
      .describe('What a name must begin with: `*` is any label, `{x}` any text within one. Such as `/{port}/{ns}/{service}`.'),
    name: z.string().describe('What the name becomes, with the variables of the pattern. Such as `/srv/{ns}/{service}`.'),
  })
  .check((context) => {
    try {
      compileRewrite(context.value);
    } catch (thrown) {
      context.issues.push({
        code: 'custom',
        path: ['name'],
        message: NamingError.from(thrown).message,
        input: context.value.name,
      });
    }
  });

/** Reads the configuration. A name that uses what the pattern does not capture, or that is no path, is an issue at `name`. */
export const rewriteNamerSchema: Schema<RewriteNamerConfig> = configSchema(options);
