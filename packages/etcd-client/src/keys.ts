const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The bytes of a text. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** The text of bytes; what is not UTF-8 becomes replacement characters. */
export function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** The first key after all that begin with these bytes. `\0` means, to etcd, that there is none. */
export function prefixEnd(prefix: Uint8Array): Uint8Array {
  for (let i = prefix.length - 1; i >= 0; i--) {
    const byte = prefix[i] ?? 0;
    if (byte < 0xff) return Uint8Array.from([...prefix.subarray(0, i), byte + 1]);
  }
  return Uint8Array.of(0);
}

/** The first key after this one. */
export function successor(key: Uint8Array): Uint8Array {
  return Uint8Array.from([...key, 0]);
}
