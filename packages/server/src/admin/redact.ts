/** Keys whose values are secrets, or may hold one: `token`, `authInfo`, `password`, `clientSecret`, … */
const secretKey = /token|secret|passw|credential|auth(?!ority)|api_?key|private_?key/i;
const redacted = '[redacted]';

/** A copy that may be shown: values of keys that look like secrets, and passwords in URLs, are replaced. */
export function redact(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/(\/\/[^/\s:@]*):[^/\s@]*@/g, `$1:${redacted}@`);
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => {
    const isSecret = secretKey.test(key) && inner !== null && typeof inner !== 'boolean';
    return [key, isSecret ? redacted : redact(inner)];
  });
  return Object.fromEntries(entries);
}
