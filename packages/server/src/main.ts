#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

enableCompileCache(); // a third of the time that a start takes is compiling what was compiled at the last start
const { run } = await import('./cli/run.ts');
// A plugin that leaves a timer or a socket behind must not keep a process alive that was told to end.
process.exit(await run(process.argv.slice(2)));
