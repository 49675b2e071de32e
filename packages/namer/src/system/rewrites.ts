import type { Path } from '@namerd/dtab';
import { hostportPfx, porthostPfx } from './host-port.ts';
import {
  anyHost,
  anyHostPfx,
  anyMethod,
  anyMethodPfx,
  domainToPath,
  domainToPathPfx,
  subdomainOf,
  subdomainOfPfx,
} from './http.ts';

/** Turns what follows the name of a utility namer into another path; `undefined` where it does not apply. */
export type PathRewrite = (rest: Path) => Path | undefined;

/** The utility namers that rewrite, by name. */
export const rewrites: ReadonlyMap<string, PathRewrite> = new Map([
  ['io.buoyant.hostportPfx', hostportPfx],
  ['io.buoyant.porthostPfx', porthostPfx],
  ['io.buoyant.http.anyMethod', anyMethod],
  ['io.buoyant.http.anyMethodPfx', anyMethodPfx],
  ['io.buoyant.http.anyHost', anyHost],
  ['io.buoyant.http.anyHostPfx', anyHostPfx],
  ['io.buoyant.http.subdomainOf', subdomainOf],
  ['io.buoyant.http.subdomainOfPfx', subdomainOfPfx],
  ['io.buoyant.http.domainToPath', domainToPath],
  ['io.buoyant.http.domainToPathPfx', domainToPathPfx],
]);
