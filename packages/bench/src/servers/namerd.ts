import { builtins, startNamerd } from '@namerd/server';
import { answerParent } from './answer.ts';

/** The reference server with an in-memory store that holds one namespace. */
const settings: { dtab?: string } = JSON.parse(process.argv[2] ?? '{}');
const namerd = await startNamerd(
  {
    admin: { port: 0 },
    storage: { kind: 'io.l5d.inMemory', namespaces: { default: settings.dtab ?? '' } },
    interfaces: [{ kind: 'io.l5d.httpController', port: 0 }],
  },
  { plugins: builtins },
);
answerParent();
process.send?.({ port: namerd.addresses[0]?.port });
