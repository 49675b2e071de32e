import { NamingError, type Resolver } from '@namerd/plugin';
import test from 'ava';
import { shown, shows, Trial } from './support/trial.ts';

/** Answers from this table: addresses, `undefined` for no such host, or an error. Questions about other hosts wait until they are put in. */
class Table implements Resolver {
  readonly asked: string[] = [];
  readonly #answers = new Map<string, readonly string[] | undefined | Error>();
  #waiting: (() => void)[] = [];

  put(host: string, answer: readonly string[] | undefined | Error): void {
    this.#answers.set(host, answer);
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async resolve(host: string): Promise<readonly string[] | undefined> {
    this.asked.push(host);
    while (!this.#answers.has(host)) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const answer = this.#answers.get(host);
    if (answer instanceof Error) throw answer;
    return answer;
  }
}

test('a host name stands for all its addresses, with the port and the weight of its line', async (t) => {
  const resolver = new Table();
  resolver.put('web.test', ['10.1.0.1', '10.1.0.2', '2001:db8::1']);
  await using trial = await Trial.start({ web: 'web.test 80 * 2\n10.0.0.1 81\n' }, { resolver });
  await shows(trial.watch('/web'), '10.0.0.1:81 10.1.0.1:80 * 2 10.1.0.2:80 * 2 2001:db8::1:80 * 2');
  t.deepEqual(resolver.asked, ['web.test']);
});

test('two names of one address are one endpoint', async (t) => {
  const resolver = new Table();
  resolver.put('a.test', ['10.1.0.1']);
  resolver.put('b.test', ['10.1.0.1', '10.1.0.2']);
  await using trial = await Trial.start({ web: 'a.test 80\nb.test 80\n10.1.0.2 80\n' }, { resolver });
  await shows(trial.watch('/web'), '10.1.0.1:80 10.1.0.2:80');
  t.pass();
});

test('a host that is unknown, or cannot be resolved now, stays under its name', async (t) => {
  const resolver = new Table();
  resolver.put('unknown.test', undefined);
  resolver.put('broken.test', new NamingError('UNAVAILABLE', 'no name server'));
  await using trial = await Trial.start({ web: 'unknown.test 80\nbroken.test 80\n10.0.0.1 80\n' }, { resolver });
  const web = trial.watch('/web');
  await shows(web, '10.0.0.1:80 broken.test:80 unknown.test:80');
  resolver.put('broken.test', ['10.1.0.1']);
  await shows(web, '10.0.0.1:80 10.1.0.1:80 unknown.test:80');
  t.pass();
});

test('a set is pending until all its hosts have been asked, and an edit that adds one keeps what there was', async (t) => {
  const resolver = new Table();
  await using trial = await Trial.start({ web: 'slow.test 80\n10.0.0.1 80\n' }, { resolver });
  const web = trial.watch('/web');
  await web.until('pending', ({ kind }) => kind === 'pending');
  resolver.put('slow.test', ['10.1.0.1']);
  await shows(web, '10.0.0.1:80 10.1.0.1:80');
  await trial.folder.write('web', 'slower.test 80\n10.0.0.2 80\n');
  await shows(web, '10.0.0.1:80 10.1.0.1:80 (stale)');
  resolver.put('slower.test', ['10.1.0.2']);
  await shows(web, '10.0.0.2:80 10.1.0.2:80');
  t.deepEqual(web.history.map(shown), [
    'pending',
    '10.0.0.1:80 10.1.0.1:80',
    '10.0.0.1:80 10.1.0.1:80 (stale)',
    '10.0.0.2:80 10.1.0.2:80',
  ]);
});

test('files that name the same host share one question', async (t) => {
  const resolver = new Table();
  resolver.put('web.test', ['10.1.0.1']);
  await using trial = await Trial.start({ web: 'web.test 80\n', api: 'web.test 81\n' }, { resolver });
  await shows(trial.watch('/web'), '10.1.0.1:80');
  await shows(trial.watch('/api'), '10.1.0.1:81');
  t.deepEqual(resolver.asked, ['web.test']);
});
