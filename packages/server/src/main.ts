#!/usr/bin/env node
import { run } from './cli/run.ts';

// A plugin that leaves a timer or a socket behind must not keep a process alive that was told to end.
process.exit(await run(process.argv.slice(2)));
