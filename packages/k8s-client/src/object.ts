import { NamingError } from '@namerd/errors';

/** Any JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The part of an object's metadata that Kubernetes gives a meaning. Further fields are kept as they are. */
export interface K8sMetadata extends JsonObject {
  readonly name: string;
  /** Opaque: to be compared for equality, and handed back. */
  readonly resourceVersion: string;
  readonly uid?: string | undefined;
}

/** A stored object of any kind. */
export interface K8sObject extends JsonObject {
  readonly metadata: K8sMetadata;
}

/** What the API server says about a request that it did not carry out, and about a deletion. */
export interface K8sStatus {
  readonly message: string;
  /** One word, such as `NotFound` or `AlreadyExists`. */
  readonly reason?: string | undefined;
  readonly code?: number | undefined;
  /** The name of the object meant. Absent where something else is missing, such as the whole resource. */
  readonly name?: string | undefined;
  /** The plural of the resource meant, such as `namespaces`. */
  readonly kind?: string | undefined;
}

/** Whether this is an object of JSON. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Operations on {@link K8sObject}. */
export const K8sObject = {
  /** Reads an object, such as the body of a reply. Throws `PROTOCOL` unless it has a name and a resource version. */
  parse(value: unknown): K8sObject {
    const metadata = isJsonObject(value) ? value['metadata'] : undefined;
    if (isJsonObject(value) && isMetadata(metadata)) return { ...value, metadata };
    throw new NamingError('PROTOCOL', 'the Kubernetes API answered an object without name or resourceVersion');
  },
} as const;

function isMetadata(value: unknown): value is K8sMetadata {
  if (!isJsonObject(value)) return false;
  const { name, resourceVersion } = value;
  return typeof name === 'string' && name !== '' && typeof resourceVersion === 'string' && resourceVersion !== '';
}

/** Reads a status. What is not one (a proxy's page, say) becomes one with the beginning of its text as message. */
export function toStatus(value: unknown, text = ''): K8sStatus {
  if (!isJsonObject(value)) return { message: text.trim().slice(0, 200) };
  const details = isJsonObject(value['details']) ? value['details'] : {};
  return {
    message: textOf(value['message']) ?? '',
    reason: textOf(value['reason']),
    code: typeof value['code'] === 'number' ? value['code'] : undefined,
    name: textOf(details['name']),
    kind: textOf(details['kind']),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
