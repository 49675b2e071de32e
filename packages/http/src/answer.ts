import type { State } from '@namerd/activity';
import type { Version } from '@namerd/store';
import { type DtabMediaType, encodeState, type stateMediaType } from '@namerd/wire';

/** The forms in which an answer goes out: namerd's own, or whole states. */
export type Format = DtabMediaType | typeof stateMediaType;

/** A value that the API shows, to be encoded when somebody wants to see it. */
export interface Answer {
  /** Without the newline at the end. Only dtabs look at the form; all else is JSON. */
  readonly encode: (as: DtabMediaType) => string | Promise<Uint8Array>;
  /** What watchers follow: an answer with the same is no news to them. Default: the bytes. */
  readonly watched?: unknown;
  /** The version of the dtab, if it is one. */
  readonly version?: Version;
  /** It is a dtab that does not exist. */
  readonly isMissing?: boolean;
}

/** Encodes answers, each at most once in each form, however many ask for it and watch it. */
export class Encoder {
  readonly #bodies = new WeakMap<Answer, Map<DtabMediaType, Buffer | Promise<Buffer>>>();
  #count = 0;

  /** How many encodings were made so far. */
  get count(): number {
    return this.#count;
  }

  /** The answer with a newline at the end; a promise only where encoding takes its time. */
  body(answer: Answer, as: DtabMediaType): Buffer | Promise<Buffer> {
    const bodies = this.#bodiesOf(answer);
    const known = bodies.get(as);
    if (known !== undefined) return known;
    this.#count++;
    const made = toBody(answer.encode(as));
    bodies.set(as, made);
    if (made instanceof Promise) {
      made.then(
        (body) => bodies.set(as, body),
        () => bodies.delete(as),
      );
    }
    return made;
  }

  #bodiesOf(answer: Answer): Map<DtabMediaType, Buffer | Promise<Buffer>> {
    const known = this.#bodies.get(answer);
    if (known !== undefined) return known;
    const made = new Map<DtabMediaType, Buffer | Promise<Buffer>>();
    this.#bodies.set(answer, made);
    return made;
  }

  /** The answer with its freshness and version, as a line of whole states. Made anew each time, for it depends on more than the answer. */
  wholeBody(state: OkState): Buffer | Promise<Buffer> {
    const made = this.body(state.value, 'application/json');
    return made instanceof Promise ? made.then((body) => toWhole(state, body)) : toWhole(state, made);
  }
}

type OkState = Extract<State<Answer>, { readonly kind: 'ok' }>;

/** The value stands last in a whole state, so what is before it is written and its bytes are put behind. */
function toWhole({ value, stale }: OkState, body: Buffer): Buffer {
  const empty = value.version === undefined ? { json: '' } : { json: '', version: value.version };
  const shell = encodeState(stale === undefined ? { kind: 'ok', value: empty } : { kind: 'ok', value: empty, stale: stale });
  const json = value.isMissing ? Buffer.from('null') : body.subarray(0, -1);
  return Buffer.concat([Buffer.from(shell.slice(0, -1)), json, Buffer.from('}\n')]);
}

const newline = Buffer.from('\n');

function toBody(made: string | Promise<Uint8Array>): Buffer | Promise<Buffer> {
  return typeof made === 'string' ? Buffer.from(`${made}\n`) : made.then((bytes) => Buffer.concat([bytes, newline]));
}
