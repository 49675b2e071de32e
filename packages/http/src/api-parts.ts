import type { ApiEnvironment } from './options.ts';
import type { Display } from './show.ts';
import type { Subjects } from './subjects.ts';

/** What the handlers of all routes share. */
export interface ApiParts extends Display {
  readonly environment: ApiEnvironment;
  readonly subjects: Subjects;
}
