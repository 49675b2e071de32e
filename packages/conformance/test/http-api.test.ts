import { runVectors, vectors } from '@namerd/conformance';
import { Dtab } from '@namerd/dtab';
import { Namespace } from '@namerd/store';
import { decodeDtab, encodeDtab } from '@namerd/wire';
import test from 'ava';
import { check, type Expectation, type HttpRequest, same, send } from './support/http-client.ts';
import { type FixtureVector, HttpFixture } from './support/http-fixture.ts';
import { runSteps, type Step } from './support/http-steps.ts';
import { runStory } from './support/http-stories.ts';

type Table = readonly (readonly [string, string | boolean, string])[];

interface Case {
  readonly id: string;
  readonly fixture?: string | FixtureVector;
  readonly request?: HttpRequest;
  readonly expect?: Expectation;
  readonly steps?: readonly Step[];
  readonly storeAfter?: Readonly<Record<string, string>>;
  readonly codec?: { readonly dtabText: string; readonly json: string };
  readonly table?: Table;
  readonly clientTest?: boolean;
  readonly surface?: string;
}

const fixtures = vectors('http-api')['fixtures'] as Record<string, FixtureVector>;

test('the HTTP API answers as its vectors say, over a socket', async (t) => {
  await runVectors<Case>(t, { file: 'http-api', run: runCase });
});

async function runCase(vector: Case): Promise<void> {
  if (vector.codec !== undefined) return checkCodec(vector.codec);
  if (vector.surface !== undefined) throw new Error('not of this interface');
  if (vector.clientTest) return runStory(vector.id);
  const { fixture: given = 'default' } = vector;
  await using fixture = new HttpFixture(typeof given === 'string' ? (fixtures[given] ?? {}) : given);
  const port = await fixture.listen();
  if (vector.table !== undefined) await runTable(port, vector.id, vector.table);
  else if (vector.steps !== undefined) await runSteps(fixture, port, vector.steps);
  else if (vector.request !== undefined && vector.expect !== undefined) {
    const response = await send(port, vector.request);
    await check(response, vector.expect);
    response.close();
  }
  for (const [namespace, text] of Object.entries(vector.storeAfter ?? {})) {
    const stored = await fixture.store.observe(Namespace.parse(namespace)).first();
    same(`dtab of ${namespace}`, stored && Dtab.show(stored.dtab), Dtab.show(Dtab.parse(text)));
  }
}

function checkCodec({ dtabText, json }: { readonly dtabText: string; readonly json: string }): void {
  const dtab = Dtab.parse(dtabText);
  same('encoded', encodeDtab(dtab, 'application/json'), json);
  same('decoded', decodeDtab(json, 'application/json'), dtab);
}

async function runTable(port: number, id: string, table: Table): Promise<void> {
  for (const [a, b, c] of table) {
    if (id === 'watch-flag-values') {
      const response = await send(port, { method: 'GET', target: `/api/1/dtabs?watch=${a}`, headers: {} });
      same(`streams with watch=${a}`, response.message.headers['transfer-encoding'] === 'chunked', b);
      response.close();
    } else {
      const text = encodeURIComponent(String(b));
      const target = a === 'path' ? `/api/1/bind/default?path=${text}` : `/api/1/delegate?path=/a&dtab=${text}`;
      const body = a === 'path' ? `Invalid path: ${b} / ${c}` : `Invalid dtab: ${c}`;
      await check(await send(port, { method: 'GET', target, headers: {} }), { status: 400, body });
    }
  }
}
