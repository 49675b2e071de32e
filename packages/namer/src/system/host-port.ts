import { Label, Path } from '@namerd/dtab';
import type { PathRewrite } from './rewrites.ts';
import { withoutTrailing } from './without-trailing.ts';

/** A DNS label: how a port, by number or by name, must look. */
const portLabel = /^[a-z0-9][-a-z0-9]{0,62}$/;

/** `/<pfx>/<host>:<port>/…` becomes `/<pfx>/<host>/<port>/…`. */
export const hostportPfx: PathRewrite = (rest) => rewrite(rest, (host, port) => [host, port]);

/** `/<pfx>/<host>:<port>/…` becomes `/<pfx>/<port>/<host>/…`. */
export const porthostPfx: PathRewrite = (rest) => rewrite(rest, (host, port) => [port, host]);

function rewrite(rest: Path, order: (host: Label, port: Label) => readonly Label[]): Path | undefined {
  const [pfx, hostport] = rest.labels;
  if (pfx === undefined || hostport === undefined) return undefined;
  const text = Label.text(hostport);
  if (Label.of(text) !== hostport) return undefined; // not UTF-8: it could not be written back as it was
  const [host, port, ...others] = withoutTrailing(':', text).split(':');
  if (!host || port === undefined || others.length > 0 || !portLabel.test(port)) return undefined;
  return Path.concat(Path.ofLabels([pfx, ...order(Label.of(host), Label.of(port))]), Path.drop(rest, 2));
}
