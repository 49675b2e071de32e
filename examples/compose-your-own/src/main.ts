import { server } from './server.ts';

console.log(`listening at ${await server.listen({ host: '127.0.0.1', port: 4180 })}`);
