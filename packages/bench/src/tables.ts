/** Dtabs to measure with. */

/** `count` dentries as a fleet has them: mostly plain rules, some alternatives, weights and wildcards. */
export function mixedDtab(count: number): string {
  const lines: string[] = [];
  for (let i = 0; i < count; i++) {
    switch (i % 10) {
      case 7:
        lines.push(`/svc/user-${i} => /srv/user-${i}/dc1 | /srv/user-${i}/dc2`);
        break;
      case 8:
        lines.push(`/svc/cart-${i} => 9 * /srv/cart-v1 & 1 * /srv/cart-v2`);
        break;
      case 9:
        lines.push(`/http/1.1/*/host-${i} => /svc/host-${i}`);
        break;
      default:
        lines.push(`/svc/name-${i} => /#/io.l5d.fs/name-${i}`);
    }
  }
  return lines.join(' ;\n');
}

/** `count` plain dentries, each for a service of its own. */
export function plainDtab(count: number): string {
  return Array.from({ length: count }, (_, i) => `/svc/name-${i} => /#/io.l5d.fs/name-${i}`).join(' ;\n');
}
