export type { HttpConfig, SocketOptions, TlsConfig } from './config.ts';
export { httpController } from './controller.ts';
export type { ApiLimits, ApiOptions } from './options.ts';
export { namerdHttp } from './plugin.ts';
export type { TlsProtocol } from './tls.ts';
export { answerClientErrors, serverOptions } from './transport.ts';
