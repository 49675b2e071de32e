const unitsMs: Readonly<Record<string, number>> = {
  nanosecond: 1e-6,
  microsecond: 1e-3,
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** Milliseconds of a duration as namerd writes it, such as `30.seconds`; `undefined` if it is none. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,9})\.([a-z]+?)s?$/.exec(text);
  const unitMs = match?.[2] === undefined ? undefined : unitsMs[match[2]];
  return match === null || unitMs === undefined ? undefined : Number(match[1]) * unitMs;
}
