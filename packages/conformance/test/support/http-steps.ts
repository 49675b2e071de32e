import { Dtab } from '@namerd/dtab';
import { Namespace } from '@namerd/store';
import { check, type Expectation, type HttpRequest, type HttpResponse, same, send } from './http-client.ts';
import type { HttpFixture } from './http-fixture.ts';

/** One step of a case: exactly one of these. */
export interface Step {
  readonly request?: HttpRequest;
  readonly expect?: Expectation;
  readonly expectChunk?: string | { readonly oneOfJsonSets: readonly (readonly string[])[] };
  readonly withinMs?: number;
  readonly expectEnd?: true;
  readonly expectNoChunkForMs?: number;
  readonly emitList?: readonly string[];
  readonly emitBind?: Parameters<HttpFixture['emitBind']>[0];
  readonly emitBindError?: string;
  readonly emitLookup?: Parameters<HttpFixture['emitLookup']>[0];
  readonly emitAddr?: Parameters<HttpFixture['emitAddr']>[0];
  readonly storeCreate?: { readonly ns: string; readonly dtab: string };
  readonly storePut?: { readonly ns: string; readonly dtab: string };
  readonly closeClient?: true;
}

/** Runs the steps in order. */
export async function runSteps(fixture: HttpFixture, port: number, steps: readonly Step[]): Promise<void> {
  let response: HttpResponse | undefined;
  for (const [index, step] of steps.entries()) {
    try {
      response = await runStep(fixture, port, step, response);
    } catch (error) {
      response?.close();
      throw new Error(`step ${index}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
  response?.close();
}

async function runStep(
  fixture: HttpFixture,
  port: number,
  step: Step,
  current: HttpResponse | undefined,
): Promise<HttpResponse | undefined> {
  if (step.request !== undefined) {
    current?.close();
    return send(port, step.request);
  }
  if (change(fixture, step)) await delivered();
  else if (step.storeCreate !== undefined)
    await fixture.store.create(Namespace.parse(step.storeCreate.ns), Dtab.parse(step.storeCreate.dtab));
  else if (step.storePut !== undefined)
    await fixture.store.put(Namespace.parse(step.storePut.ns), Dtab.parse(step.storePut.dtab));
  else if (current === undefined) throw new Error(`no request before ${JSON.stringify(step)}`);
  else await observe(current, step);
  return current;
}

/** Whether the step changed what the server shows. */
function change(fixture: HttpFixture, step: Step): boolean {
  if (step.emitList !== undefined) fixture.emitList(step.emitList);
  else if (step.emitBind !== undefined) fixture.emitBind(step.emitBind);
  else if (step.emitBindError !== undefined) fixture.emitBindError(step.emitBindError);
  else if (step.emitLookup !== undefined) fixture.emitLookup(step.emitLookup);
  else if (step.emitAddr !== undefined) fixture.emitAddr(step.emitAddr);
  else return false;
  return true;
}

/** Lets a change go out before the next one: a value that is replaced before it was sent is never sent. */
async function delivered(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

async function observe(response: HttpResponse, step: Step): Promise<void> {
  if (step.expect !== undefined) await check(response, step.expect);
  else if (step.expectChunk !== undefined) {
    const chunk = await response.chunk(step.withinMs ?? 1500);
    if (typeof step.expectChunk === 'string') same('chunk', chunk, step.expectChunk);
    else same('chunk', new Set(JSON.parse(chunk ?? 'null')), new Set(step.expectChunk.oneOfJsonSets[0]));
  } else if (step.expectEnd) {
    same('chunk at the end', await response.chunk(500), undefined);
    same('end', response.isOver, true);
  } else if (step.expectNoChunkForMs !== undefined) same('chunk', await response.chunk(step.expectNoChunkForMs), undefined);
  else if (step.closeClient) response.close();
  else throw new Error(`a step that is not known: ${JSON.stringify(step)}`);
}
