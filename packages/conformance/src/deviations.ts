/**
 * Where we differ from the vectors on purpose: file, case, reason. A case that is listed here must fail as it stands in the file;
 * if it passes, the listing is out of date and the test says so. Cases without an id are named `section[index]`.
 */
export const deviations: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  activity: {
    'activity-002':
      'observers are called in the order in which the change reaches them, not by depth: each sees a finished snapshot, so depth decides nothing',
    'activity-011': 'there is one collect, and it never shows a mixed pair',
    'activity-013': 'a derivation is shared: two observers of one map hold its source once',
    'activity-021': 'a value that equals the one before is not told again',
    'activity-030': 'disposing an observation twice releases it once',
    'activity-031':
      'what a listener sets is told in the next round, when all have been called in this one; nobody is told an older value after a newer one',
    'activity-037': 'a result that is still pending is not told again when a part of it changes',
    'activity-038': 'a result that is still pending is not told again when a part of it changes',
    'activity-047': 'a result that is still the same failure is not told again when a later part fails differently',
  },
  'http-api': {
    'watch-error-line':
      'a failed JSON watch stays open, without a line that is not JSON, and goes on when there is a value again',
    'delegator-admin-bad-path': 'a path of the admin server, not of this interface',
    'put-etag-increments': 'a write answers with the new ETag',
    'put-chunked-body': 'a chunked body is stored, not lost',
    'path-missing': 'a missing path is a fault of the request: 400',
    'bind-dtab-bad': 'a dtab that cannot be read is a fault of the request: 400',
    'bound-names-none': 'no names are `[]`',
  },
  'namer-fs': {
    'parse[14]': 'a negative weight is malformed: no share of traffic is less than none',
    'watch[5]': 'a bad edit keeps the last good endpoints, marked stale',
  },
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
  bind: {
    'bind-011':
      'a name under /$/ that is not built in is neg: no code is ever loaded by name, and malformed names do not end there either',
    'bind-025':
      'a name under /$/ that is not built in is neg: no code is ever loaded by name, and malformed names do not end there either',
    'bind-029':
      'a name under /$/ that is not built in is neg: no code is ever loaded by name, and malformed names do not end there either',
    'bind-031':
      'a name under /$/ that is not built in is neg: no code is ever loaded by name, and malformed names do not end there either',
    'bind-059':
      'the union that gave the weight has collapsed, and a weight without siblings means nothing: the weight shown follows from the place in the tree',
    'bind-093':
      'no branch has anything, and one is failed or pending: that is the result, for neg or fail would take an outage for an answer',
    'bind-094':
      'no branch has anything, and one is failed or pending: that is the result, for neg or fail would take an outage for an answer',
    'bind-095':
      'a name under /$/ that is not built in is neg: no code is ever loaded by name, and malformed names do not end there either',
    'bind-121':
      'no branch has anything, and one is failed or pending: that is the result, for neg or fail would take an outage for an answer',
    'bind-122':
      'no branch has anything, and one is failed or pending: that is the result, for neg or fail would take an outage for an answer',
    'bind-123':
      'no branch has anything, and one is failed or pending: that is the result, for neg or fail would take an outage for an answer',
    'bind-129':
      'no branch has anything, and one is failed or pending: that is the result, for neg or fail would take an outage for an answer',
    'bind-130':
      'no branch has anything, and one is failed or pending: that is the result, for neg or fail would take an outage for an answer',
    'bind-133':
      'no branch has anything, and one is failed or pending: that is the result, for neg or fail would take an outage for an answer',
    'bind-141':
      'a name under /$/ that is not built in is neg: no code is ever loaded by name, and malformed names do not end there either',
    'bind-142':
      'a name under /$/ that is not built in is neg: no code is ever loaded by name, and malformed names do not end there either',
    'bind-143':
      'a name under /$/ that is not built in is neg: no code is ever loaded by name, and malformed names do not end there either',
    'bind-174':
      'the union that gave the weight has collapsed, and a weight without siblings means nothing: the weight shown follows from the place in the tree',
    'bind-201':
      'a name under /$/ that is not built in is neg: no code is ever loaded by name, and malformed names do not end there either',
    'bind-213':
      'the union that gave the weight has collapsed, and a weight without siblings means nothing: the weight shown follows from the place in the tree',
    'bind-225': 'bound names are equal by id and residual, so a change of the residual alone is seen',
    'bind-227': 'the address is a function of the id by contract, so an equal tree is not repeated; its address stays observable',
    'bind-229': 'an equal tree is never repeated',
  },
  delegate: {
    'delegate-021':
      'a name under /$/ that is not built in is neg: no code is ever loaded by name, and malformed names do not end there either',
    'delegate-029': 'explanations agree with binding, which asks the namers behind a lone ~: their answer is shown beside it',
    'delegate-051': 'a loop that no alternation contains is explained as an exception rather than failing the explanation',
    'delegate-055': 'the step through a namer that answers with another name is shown',
  },
  'namer-core': {
    'global[6]':
      'a name under /$/ that is not built in is neg: no code is ever loaded by name, and malformed names do not end there either',
    'global[7]':
      'a name under /$/ that is not built in is neg: no code is ever loaded by name, and malformed names do not end there either',
    'global[10]':
      'a name under /$/ that is not built in is neg: no code is ever loaded by name, and malformed names do not end there either',
    'global[15]':
      'a name under /$/ that is not built in is neg: no code is ever loaded by name, and malformed names do not end there either',
    'global[16]':
      'a name under /$/ that is not built in is neg: no code is ever loaded by name, and malformed names do not end there either',
    'global[21]': 'a port that is no number makes it neg, as the vector recommends and as for inet',
    'stabilize_existence[1]': 'who holds the address of a set that is gone sees neg, not its last endpoints',
  },
  'namer-rewrite': {
    'cases[10]': 'a rewritten name that is no path is neg, as the vector recommends; the original throws',
    'cases[12]': 'a wildcard without an element left does not match, as the vector recommends; the original throws',
    'cases[13]': 'a wildcard without an element left does not match, as the vector recommends; the original throws',
    'cases[14]': 'a segment matches as a whole, as the vector recommends',
    'cases[15]': 'a segment matches as a whole, as the vector recommends',
  },
  'namer-utility': {
    'cases[21]': 'a rewrite that throws in the original is neg',
    'cases[59]': 'a rewrite that throws in the original is neg',
  },
  'system-namers': {
    'sys-033': 'a rewrite that throws in the original is neg',
    'sys-063': 'a rewrite that throws in the original is neg',
    'sys-069':
      'a name under /$/ that is not built in is neg: no code is ever loaded by name, and malformed names do not end there either',
    'sys-098': 'a wildcard without an element left does not match; the original throws',
  },
};
