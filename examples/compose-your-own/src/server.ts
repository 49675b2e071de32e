import { namerdHttp, serverOptions } from '@namerd/http';
import { fsNamer } from '@namerd/namer-fs';
import { createInterpreter, createPluginContext, Dtab, guardNamer, guardStore, Namespace, Path } from '@namerd/plugin';
import { memoryStore } from '@namerd/store-memory';
import { type FastifyInstance, fastify } from 'fastify';

const context = createPluginContext();
const prefix = Path.parse('/#/io.l5d.fs');
const rootDir = `${import.meta.dirname}/../disco`;
const namer = guardNamer(fsNamer.create({ rootDir }, { ...context, prefix }), context);
const namespaces = new Map([[Namespace.parse('default'), Dtab.parse('/svc => /#/io.l5d.fs')]]);
const store = guardStore(memoryStore.create({ namespaces }, context), context);

/** A server of your own, with the naming API below `/naming`. Closing it closes the parts too. */
export const server: FastifyInstance = fastify({ http: serverOptions });
server.get('/hello', () => 'world');
await server.register(namerdHttp, { prefix: '/naming', store, interpreter: createInterpreter([{ prefix, namer }]), context });
server.addHook('onClose', async () => void (await Promise.all([namer[Symbol.asyncDispose](), store[Symbol.asyncDispose]()])));
