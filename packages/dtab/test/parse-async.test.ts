import { Dtab } from '@namerd/dtab';
import test from 'ava';
import fc from 'fast-check';
import { anyDtab, texts } from './support/arbitrary.ts';

const many = Array.from({ length: 20_000 }, (_, i) => `/svc/s${i} => /host/s${i} | /srv/${i}`).join(';\n');

test('a dtab read in slices is the same, or fails the same', async (t) => {
  const property = fc.asyncProperty(texts(anyDtab.map((dtab) => Dtab.show(dtab))), async (text) => {
    let expected: unknown;
    try {
      expected = Dtab.parse(text);
    } catch (error) {
      expected = error;
    }
    t.deepEqual(await Dtab.parseAsync(text, { sliceMs: 0 }).catch((error: unknown) => error), expected);
  });
  await t.notThrowsAsync(() => fc.assert(property, { numRuns: 200 }));
});

test('others get their turn while a large dtab is read', async (t) => {
  const order: string[] = [];
  const reading = Dtab.parseAsync(many, { sliceMs: 0 }).then(() => order.push('read'));
  setImmediate(() => order.push('other'));
  await reading;
  t.deepEqual(order, ['other', 'read']);
});

test('reading ends when its signal aborts', async (t) => {
  const controller = new AbortController();
  const reading = Dtab.parseAsync(many, { signal: controller.signal, sliceMs: 0 });
  controller.abort('enough');
  const error = await t.throwsAsync(reading, { code: 'ABORTED' });
  t.is(error?.cause, 'enough');
});

test('reading does not begin once its signal has aborted', async (t) => {
  await t.throwsAsync(Dtab.parseAsync('/a => ^', { signal: AbortSignal.abort() }), { code: 'ABORTED' });
});

test('limits hold for reading in slices', async (t) => {
  await t.throwsAsync(Dtab.parseAsync(many, { maxDentries: 10 }), { code: 'PARSE' });
});
