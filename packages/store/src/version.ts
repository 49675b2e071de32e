import { NamingError } from '@namerd/errors';

declare const brand: unique symbol;

/**
 * Which state of a namespace a dtab is. Opaque: compare for equality only. A version is never used again for a namespace, also
 * not after it was deleted and created. The text is the base64 of the backend's own stamp, and is what the HTTP API sends as ETag.
 */
export type Version = string & { readonly [brand]: never };

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

/** Makers of {@link Version}, for stores and for the wire. */
export const Version = {
  /** The version whose stamp is these bytes. */
  ofBytes(bytes: Uint8Array): Version {
    return toBase64(bytes) as Version;
  },

  /** The version whose stamp is the ASCII text, such as the decimal index of Consul. */
  ofText(text: string): Version {
    return toBase64(new TextEncoder().encode(text)) as Version;
  },

  /** The stamp, for backends and protocols that carry bytes. */
  bytes(version: Version): Uint8Array {
    return Uint8Array.from(atob(version), (c) => c.charCodeAt(0));
  },

  /** The stamp as text; see {@link Version.ofText}. */
  text(version: Version): string {
    return new TextDecoder().decode(Version.bytes(version));
  },

  /** Reads what {@link Version} texts look like. Throws `VERSION_MISMATCH` on anything else: no version reads so. */
  parse(text: string): Version {
    try {
      const bytes = atob(text);
      return btoa(bytes) as Version;
    } catch (cause) {
      throw new NamingError('VERSION_MISMATCH', `not a version: ${text.slice(0, 80)}`, { cause });
    }
  },
} as const;
