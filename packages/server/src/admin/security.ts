import type { AdminSecurity } from '../config/admin.ts';

const ui = new Set([
  '/',
  '/config.json',
  '/metrics.json',
  '/admin/metrics.json',
  '/admin/metrics',
  '/delegator',
  '/delegator.json',
  '/logging',
  '/help',
]);
const uiFolders = ['/files/', '/admin/files/', '/dtab/'];
const control = new Set(['/admin/shutdown', '/logging.json']);

/**
 * Whether a path may be asked for. Give it the path that the router uses, slashes collapsed, or `//admin/shutdown` would be neither
 * Control nor blacklisted. Differs from namerd, on purpose, in one more thing: `/dtab/…` is UI, not Diagnostics.
 */
export function isAllowed(path: string, security: AdminSecurity | undefined): boolean {
  if (security === undefined) return true;
  const matches = (pattern: RegExp): boolean => pattern.test(path);
  if (security.pathBlacklist.some(matches)) return false;
  return isCategoryEnabled(path, security) || security.pathWhitelist.some(matches);
}

function isCategoryEnabled(path: string, security: AdminSecurity): boolean {
  if (control.has(path)) return security.controlEnabled;
  const isUi = ui.has(path) || uiFolders.some((folder) => path.startsWith(folder));
  return isUi ? security.uiEnabled : security.diagnosticsEnabled;
}
