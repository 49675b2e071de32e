import { Label, Path } from '@namerd/dtab';
import type { PathRewrite } from './rewrites.ts';
import { withoutTrailing } from './without-trailing.ts';

const method = /^[A-Z]+$/;
const host = /^[A-Za-z0-9.:_-]+$/;

/** `/<METHOD>/…` becomes `/…`. */
export const anyMethod: PathRewrite = (rest) => (matches(rest, 0, method) ? Path.drop(rest, 1) : undefined);

/** `/<pfx>/<METHOD>/…` becomes `/<pfx>/…`. */
export const anyMethodPfx: PathRewrite = (rest) => (matches(rest, 1, method) ? replace(rest, 1, 1, []) : undefined);

/** `/<host>/…` becomes `/…`. */
export const anyHost: PathRewrite = (rest) => (matches(rest, 0, host) ? Path.drop(rest, 1) : undefined);

/** `/<pfx>/<host>/…` becomes `/<pfx>/…`. */
export const anyHostPfx: PathRewrite = (rest) => (matches(rest, 1, host) ? replace(rest, 1, 1, []) : undefined);

/** `/<domain>/<sub>.<domain>/…` becomes `/<sub>/…`. */
export const subdomainOf: PathRewrite = (rest) => {
  const sub = matches(rest, 0, host) && matches(rest, 1, host) ? subdomain(rest, 1) : undefined;
  return sub && replace(rest, 0, 2, [sub]);
};

/** `/<domain>/<pfx>/<sub>.<domain>/…` becomes `/<pfx>/<sub>/…`. */
export const subdomainOfPfx: PathRewrite = (rest) => {
  const sub = matches(rest, 0, host) && matches(rest, 2, host) ? subdomain(rest, 2) : undefined;
  return sub && Path.drop(replace(rest, 2, 1, [sub]), 1);
};

/** `/<c.b.a>/…` becomes `/a/b/c/…`. */
export const domainToPath: PathRewrite = (rest) => {
  const labels = matches(rest, 0, host) ? reversed(rest, 0) : undefined;
  return labels && replace(rest, 0, 1, labels);
};

/** `/<pfx>/<c.b.a>/…` becomes `/<pfx>/a/b/c/…`. */
export const domainToPathPfx: PathRewrite = (rest) => {
  const labels = matches(rest, 1, host) ? reversed(rest, 1) : undefined;
  return labels && replace(rest, 1, 1, labels);
};

function matches(rest: Path, at: number, what: RegExp): boolean {
  const label = rest.labels[at];
  return label !== undefined && what.test(label);
}

function replace(rest: Path, at: number, length: number, by: readonly Label[]): Path {
  return Path.ofLabels([...rest.labels.slice(0, at), ...by, ...rest.labels.slice(at + length)]);
}

/** What stands before `.<domain>` in the host at `at`, its port dropped; the domain is the first label. */
function subdomain({ labels }: Path, at: number): Label | undefined {
  const domain = `.${labels[0]}`;
  const text: string = labels[at] ?? '';
  const colon = text.indexOf(':');
  const name = colon > 0 ? text.slice(0, colon) : text;
  return name.endsWith(domain) && name !== domain ? Label.of(name.slice(0, -domain.length)) : undefined;
}

/** The parts of the host at `at`, last first. Trailing dots do not count; an empty part makes it no host. */
function reversed({ labels }: Path, at: number): readonly Label[] | undefined {
  const name = withoutTrailing('.', labels[at] ?? '');
  const parts = name === '' ? [] : name.split('.');
  return parts.includes('') ? undefined : parts.reverse().map((part) => Label.of(part));
}
