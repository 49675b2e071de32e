export type { RewriteNamerConfig } from './config.ts';
export { rewriteNamer } from './plugin.ts';
