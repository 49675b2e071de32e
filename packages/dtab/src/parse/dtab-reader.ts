import type { Dentry } from '../dentry.ts';
import type { ParseLimits } from '../limits.ts';
import { skipBlank } from './characters.ts';
import { dentryGrammar, type Grammar } from './grammar.ts';
import { PlainReader } from './plain.ts';
import { RecentLabels } from './recent-labels.ts';
import { limitError } from './syntax-error.ts';

const semicolon = 0x3b;

/** From here on labels are shared. */
const manyUnits = 10_000;

const atSeparator = (text: string, at: number): boolean => at === text.length || text.charCodeAt(at) === semicolon;

/** Reads a dtab dentry by dentry, so that whoever drives it may pause between two of them. */
export class DtabReader {
  readonly dentries: Dentry[] = [];
  readonly #text: string;
  readonly #bounds: ParseLimits;
  readonly #plain: PlainReader;
  #grammar: Grammar<Dentry> | undefined;
  /** At the beginning of a dentry, or at the end of the text. */
  #at: number;

  constructor(text: string, bounds: ParseLimits) {
    this.#text = text;
    this.#bounds = bounds;
    this.#plain = new PlainReader(text, 0, text.length > manyUnits ? new RecentLabels() : undefined);
    this.#at = skipBlank(text, 0);
  }

  get done(): boolean {
    return this.#at === this.#text.length;
  }

  /** Reads the next dentry and the separator behind it. Throws `PARSE`. */
  next(): void {
    const text = this.#text;
    if (this.dentries.length >= this.#bounds.maxDentries) {
      throw limitError(text, this.#at, 'maxDentries', this.#bounds.maxDentries);
    }
    const end = this.#readPlain() ?? this.#readAny();
    this.#at = end === text.length ? end : skipBlank(text, end + 1);
  }

  /** Reads to the end, pausing after every `stride` dentries. */
  *steps(stride: number): Iterable<void> {
    while (!this.done) {
      for (let i = 0; i < stride && !this.done; i++) this.next();
      yield;
    }
  }

  #readPlain(): number | undefined {
    this.#plain.at = this.#at;
    const dentry = this.#plain.dentry(this.#bounds.maxBranches);
    if (dentry === undefined) return undefined;
    const end = skipBlank(this.#text, this.#plain.at);
    if (!atSeparator(this.#text, end)) return undefined;
    this.dentries.push(dentry);
    return end;
  }

  #readAny(): number {
    this.#grammar ??= dentryGrammar(this.#bounds);
    const { value, end } = this.#grammar.read(this.#text, this.#at, atSeparator);
    this.dentries.push(value);
    return end;
  }
}
