import type { Figure } from './figure.ts';
import { bind } from './figures/bind.ts';
import { coldStart } from './figures/cold-start.ts';
import { fanout } from './figures/fanout.ts';
import { httpRead } from './figures/http-read.ts';
import { lookupFlat } from './figures/lookup-flat.ts';
import { memory } from './figures/memory.ts';
import { noOp } from './figures/no-op.ts';
import { parse } from './figures/parse.ts';
import { parse200k, parseBlock } from './figures/parse-200k.ts';
import { storeFigures } from './figures/stores.ts';

const core: readonly Figure[] = [parse, parse200k, parseBlock, lookupFlat, bind, httpRead, fanout, noOp, memory, coldStart];

/** All figures, those of the stores last. */
export const figures: readonly Figure[] = [...core, ...storeFigures];
