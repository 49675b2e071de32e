import type { Activity } from '@namerd/activity';
import type { Answer, Format } from './answer.ts';

/** Something that can be read once or watched. */
export interface Subject {
  /** Its identity, and what an operator sees in `/state`: `bind default /svc/web`. */
  readonly name: string;
  readonly answers: Activity<Answer>;
  /** The forms that a client may choose from with `Accept`, apart from whole states; the first is the default. */
  readonly formats: readonly Exclude<Format, 'application/vnd.namerd.state+json'>[];
  /** Whether the default form is named in `Content-Type`. namerd names it everywhere but at `/bind` and `/addr`. */
  readonly isTyped: boolean;
}
