import type { Format } from './answer.ts';
import type { Subject } from './subject.ts';
import { Topic, type TopicOptions } from './topic.ts';

/** All topics that are watched now. */
export class Topics {
  readonly #byKey = new Map<string, Topic>();
  readonly #options: Omit<TopicOptions, 'onSkip' | 'onOver'>;
  #skipped = 0;

  constructor(options: Omit<TopicOptions, 'onSkip' | 'onOver'>) {
    this.#options = options;
  }

  /** The topic of a subject in a form. One that nobody joins is to be ended by its maker, so join it at once. */
  get(subject: Subject, format: Format): Topic {
    const key = `${format} ${subject.name}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const topic: Topic = new Topic(subject, format, {
      ...this.#options,
      onSkip: () => void this.#skipped++,
      onOver: (over) => {
        if (this.#byKey.get(key) === over) this.#byKey.delete(key);
      },
    });
    if (!topic.isOver) this.#byKey.set(key, topic);
    return topic;
  }

  /** How many lines were not sent because a newer one came before their reader was ready. */
  get skippedLines(): number {
    return this.#skipped;
  }

  /** A snapshot, sorted by name. */
  list(): readonly Topic[] {
    return [...this.#byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, topic]) => topic);
  }

  /** Ends all watches properly. */
  end(): void {
    for (const topic of this.list()) topic.end();
  }
}
