import { NamingError } from '@namerd/errors';
import { Addr } from '@namerd/namer';
import { frozenAtFirst, frozenWhenFailed, frozenWhenStale, none, onFirst, onLater } from '../wrong.ts';
import type { Mutant } from './mutant.ts';

const rule = {
  firstFailure: 'a first failure is failed, never neg, and passes',
  lastGood: 'the last good answer survives an outage, marked stale, and is fresh again after it',
  afterOutage: 'changes arrive again after an outage, without a restart',
  nonsense: 'nonsense is failed, never neg, and harms no other name',
  nonsenseLater: 'nonsense after a good answer keeps that answer, marked stale, until the next good one',
};

/** Wrong ways to take an outage, or nonsense. */
export const outageMutants: readonly Mutant[] = [
  {
    does: 'answers neg when the backend is down',
    caughtBy: rule.firstFailure,
    faults: { take: onFirst('down', (sink) => sink.ok(Addr.neg)) },
  },
  {
    does: 'stays pending when the backend is down',
    caughtBy: rule.firstFailure,
    faults: { take: onFirst('down', () => undefined) },
  },
  {
    does: 'fails with errors of the backend’s own',
    caughtBy: rule.firstFailure,
    faults: { take: onFirst('down', (sink) => sink.failed(new Error('ECONNREFUSED'))) },
  },
  {
    does: 'never asks again after a first failure',
    caughtBy: rule.firstFailure,
    faults: { addr: frozenAtFirst },
  },
  {
    does: 'answers neg in an outage',
    caughtBy: rule.lastGood,
    faults: { take: onLater('down', (sink) => sink.ok(Addr.neg)) },
  },
  {
    does: 'fails in an outage',
    caughtBy: rule.lastGood,
    faults: { take: onLater('down', (sink) => sink.failed(new NamingError('UNAVAILABLE', 'down'))) },
  },
  {
    does: 'is pending in an outage',
    caughtBy: rule.lastGood,
    faults: { take: onLater('down', (sink) => sink.pending()) },
  },
  {
    does: 'does not mark what is stale',
    caughtBy: rule.lastGood,
    faults: { take: onLater('down', () => undefined) },
  },
  {
    does: 'marks what is stale with a time of its own',
    caughtBy: rule.lastGood,
    faults: { take: onLater('down', (sink) => sink.stale({ sinceMs: 0, cause: new NamingError('UNAVAILABLE', 'down') })) },
  },
  { does: 'stays stale after an outage', caughtBy: rule.lastGood, faults: { addr: frozenWhenStale } },
  { does: 'sees nothing any more after an outage', caughtBy: rule.afterOutage, faults: { addr: frozenWhenStale } },
  {
    does: 'answers neg to nonsense',
    caughtBy: rule.nonsense,
    faults: { take: onFirst('nonsense', (sink) => sink.ok(Addr.neg)) },
  },
  {
    does: 'binds nonsense to no endpoints',
    caughtBy: rule.nonsense,
    faults: { take: onFirst('nonsense', (sink) => sink.ok(none)) },
  },
  {
    does: 'takes nonsense for an outage',
    caughtBy: rule.nonsense,
    faults: { take: onFirst('nonsense', (sink) => sink.failed(new NamingError('UNAVAILABLE', 'down'))) },
  },
  {
    does: 'answers nothing any more after nonsense',
    caughtBy: rule.nonsense,
    faults: { addr: frozenWhenFailed },
  },
  {
    does: 'loses the last good answer to nonsense',
    caughtBy: rule.nonsenseLater,
    faults: { take: onLater('nonsense', (sink) => sink.failed(new NamingError('PROTOCOL', 'eh?'))) },
  },
  {
    does: 'does not say that nonsense made it stale',
    caughtBy: rule.nonsenseLater,
    faults: { take: onLater('nonsense', () => undefined) },
  },
];
