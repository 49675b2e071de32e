export type { Phase, ServedAddress } from './admin/view.ts';
export { builtins } from './builtins.ts';
export type { ConfigDocument, ConfigPath, Position } from './config/document.ts';
export { loadConfig } from './config/load.ts';
export type { Namerd, NamerdOptions } from './namerd.ts';
export type { LazyPlugin, PluginSource } from './plugins/catalogue.ts';
export { startNamerd, validateConfig } from './start.ts';
