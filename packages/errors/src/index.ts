export type { NamingErrorCode, NamingErrorOptions } from './naming-error.ts';
export { NamingError, namingErrorCodes } from './naming-error.ts';
