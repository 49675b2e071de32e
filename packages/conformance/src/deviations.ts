/**
 * Where we differ from the vectors on purpose: file, case, reason. A case that is listed here must fail as it stands in the file;
 * if it passes, the listing is out of date and the test says so. Cases without an id are named `section[index]`.
 */
export const deviations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'nametree-parse': {
    'nt-093': 'a weight that is not finite is a syntax error: Infinity could not be shown and read again',
    'nt-114': 'a non-ASCII digit is a syntax error with its place, as for any other unit, not a failed number conversion',
    'nt-166': 'an alternation of none is shown as `~`, which means the same and can be read again',
    'nt-167': 'a union of none is shown as `~`, which means the same and can be read again',
    'nt-177': 'a union of none is shown as `~`, which means the same and can be read again',
    'nt-178': 'a union of none is shown as `~`, which means the same and can be read again',
  },
  'path-parse': {
    'path-135': 'the error for an empty label says what is wrong; the message of the original is `requirement failed`',
  },
  weights: {
    'weight-009': 'weights are always divided by their sum, also when it is between 0.99 and 1.01',
    'weight-011': 'weights are always divided by their sum, also when it is between 0.99 and 1.01',
  },
};
