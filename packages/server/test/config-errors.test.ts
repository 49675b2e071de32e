import test from 'ava';
import { errorsOf, good, warningsOf } from './support/config.ts';

const cases: Record<string, { readonly text: string; readonly errors: readonly string[] }> = {
  'an unknown key is told with all known ones': {
    text: `${good}routers: []\n`,
    errors: ['n.yaml:4:1  routers  unknown key routers; known are admin, storage, namers, interfaces, telemetry, plugins'],
  },
  'the key usage of linkerd is unknown, as in namerd': {
    text: `${good}usage: {enabled: false}\n`,
    errors: ['n.yaml:4:1  usage  unknown key usage; known are admin, storage, namers, interfaces, telemetry, plugins'],
  },
  'a slip in a key of a plugin is told with the nearest one': {
    text: `${good}namers:\n- kind: io.l5d.fs\n  rootdir: .\n`,
    errors: [
      'n.yaml:5:3  namers[0].rootDir  is required: expected string',
      'n.yaml:6:3  namers[0].rootdir  unknown key rootdir; known are kind, prefix, experimental, transformers, rootDir; did you mean rootDir?',
    ],
  },
  'a slip in a key that all namers have is told with the nearest one': {
    text: `${good}namers:\n- kind: io.l5d.fs\n  rootDir: .\n  perfix: /x\n`,
    errors: [
      'n.yaml:7:3  namers[0].perfix  unknown key perfix; known are kind, prefix, experimental, transformers, rootDir; did you mean prefix?',
    ],
  },
  'a slip deep in a plugin is found': {
    text: `${good}  socketOptions: {noDelay: true, keepalive: true}\n`,
    errors: [
      'n.yaml:4:34  interfaces[0].socketOptions.keepalive  unknown key keepalive; known are noDelay, reuseAddr, reusePort, writeTimeoutMs, readTimeoutMs, keepAlive, backlog; did you mean keepAlive?',
    ],
  },
  'storage and interfaces are required': {
    text: 'namers: []\n',
    errors: [
      "n.yaml:1:1  storage  'storage' field is required; known kinds are io.l5d.inMemory, io.namerd.sqlite",
      "n.yaml:1:1  interfaces  'interfaces' field is required",
    ],
  },
  'interfaces without value are missing': {
    text: 'storage: {kind: io.l5d.inMemory}\ninterfaces:\n',
    errors: ["n.yaml:2:1  interfaces  'interfaces' field is required"],
  },
  'interfaces must not be empty': {
    text: 'storage: {kind: io.l5d.inMemory}\ninterfaces: []\n',
    errors: ['n.yaml:2:1  interfaces  One or more interfaces must be specified'],
  },
  'lists must be lists': {
    text: 'storage: []\ninterfaces: {kind: io.l5d.httpController}\nnamers: fs\ntelemetry: true\nplugins: x\n',
    errors: [
      'n.yaml:1:1  storage  expected object, received array',
      'n.yaml:2:1  interfaces  expected array, received object',
      'n.yaml:3:1  namers  expected array, received string',
      'n.yaml:4:1  telemetry  expected array, received boolean',
      'n.yaml:5:1  plugins  expected array, received string',
    ],
  },
  'the whole must be an object': {
    text: '- storage\n',
    errors: [
      'n.yaml:1:1  expected an object with the keys admin, storage, namers, interfaces, telemetry, plugins, received array',
    ],
  },
  'ports and addresses are refused in the words of namerd': {
    text: `${good}  port: 65536\n- kind: io.l5d.httpController\n  port: "4181"\n  ip: localhost\nadmin:\n  port: -1\n  ip: here\n`,
    errors: [
      'n.yaml:4:3  interfaces[0].port  65536 outside valid range for ports',
      'n.yaml:6:3  interfaces[1].port  expected number, received string',
      "n.yaml:7:3  interfaces[1].ip  'localhost' is not an IP string literal.",
      'n.yaml:9:3  admin.port  -1 outside valid range for ports',
      "n.yaml:10:3  admin.ip  'here' is not an IP string literal.",
    ],
  },
  'kinds that are missing, of the wrong type, unknown or not supported are told apart': {
    text: `${good}- port: 1\n- kind: 7\n- 3\n- kind: io.l5d.mesh\nnamers:\n- kind: io.l5d.marathon\n- kind: io.l5d.ffs\n`,
    errors: [
      'n.yaml:4:3  interfaces[1].kind  is required; known are io.l5d.httpController',
      'n.yaml:5:3  interfaces[2].kind  expected string, received number',
      'n.yaml:6:3  interfaces[3]  expected object, received number',
      'n.yaml:7:3  interfaces[4].kind  the interface io.l5d.mesh is not supported here; known are io.l5d.httpController',
      'n.yaml:9:3  namers[0].kind  the namer io.l5d.marathon is not supported here; known are io.l5d.fs, io.l5d.rewrite',
      'n.yaml:10:3  namers[1].kind  unknown namer kind io.l5d.ffs; known are io.l5d.fs, io.l5d.rewrite; did you mean io.l5d.fs?',
    ],
  },
  'a store of namerd that is not supported says so': {
    text: 'storage: {kind: io.l5d.etcd}\ninterfaces: [{kind: io.l5d.httpController}]\n',
    errors: [
      'n.yaml:1:11  storage.kind  the storage io.l5d.etcd is not supported here; known are io.l5d.inMemory, io.namerd.sqlite',
    ],
  },
  'a namer without a prefix of its own needs one': {
    text: `${good}namers:\n- kind: io.l5d.rewrite\n  pattern: /{x}\n  name: /y\n`,
    errors: ["n.yaml:5:3  namers[0].prefix  The 'prefix' property is required for the io.l5d.rewrite namer."],
  },
  'a prefix must be a path': {
    text: `${good}namers:\n- kind: io.l5d.fs\n  rootDir: .\n  prefix: fs\n`,
    errors: ["n.yaml:7:3  namers[0].prefix  not a path: '/' expected but 'f' found at '[f]s'"],
  },
  'transformers are not ignored': {
    text: `${good}namers:\n- kind: io.l5d.fs\n  rootDir: .\n  transformers:\n  - kind: io.l5d.port\n    port: 1\n`,
    errors: ['n.yaml:7:3  namers[0].transformers  transformers are not yet supported'],
  },
  'overlapping prefixes are refused, each pair': {
    text: `${good}namers:\n${['/a/b', '/a', '/c', '/a/b'].map((prefix) => `- {kind: io.l5d.fs, rootDir: ., prefix: ${prefix}}\n`).join('')}`,
    errors: [
      'n.yaml:6:33  namers[1].prefix  Namers must not have overlapping prefixes: /#/a/b & /#/a',
      'n.yaml:8:33  namers[3].prefix  Namers must not have overlapping prefixes: /#/a/b & /#/a/b',
      'n.yaml:8:33  namers[3].prefix  Namers must not have overlapping prefixes: /#/a & /#/a/b',
    ],
  },
  'two listeners on one address are refused, however it is written': {
    text: `${good}- {kind: io.l5d.httpController, ip: "::1", port: 1}\n- {kind: io.l5d.httpController, ip: "0:0:0:0:0:0:0:1", port: 1}\n- {kind: io.l5d.httpController, ip: 127.0.0.2}\nadmin: {ip: 127.0.0.2, port: 4180}\n`,
    errors: [
      'n.yaml:5:56  interfaces[2].port  [0:0:0:0:0:0:0:1]:1 is taken by interfaces[1] ([::1]:1)',
      'n.yaml:6:3  interfaces[3].port  127.0.0.2:4180 is taken by admin',
    ],
  },
  'a wildcard address takes the port of all addresses': {
    text: `${good}admin: {ip: 0.0.0.0, port: 4180}\n`,
    errors: ['n.yaml:3:3  interfaces[0].port  127.0.0.1:4180 is taken by admin (0.0.0.0:4180)'],
  },
  'what is wrong with admin comes at once': {
    text: `${good}admin:\n  prot: 1\n  security: {uiEnabled: 1, pathWhitelist: ["("]}\n  tls: {}\n  workerThreads: x\n  shutdownGraceMs: -1\n`,
    errors: [
      'n.yaml:5:3  admin.prot  unknown key prot; known are ip, port, shutdownGraceMs, security, httpIdentifierPort, workerThreads, tls, socketOptions; did you mean port?',
      'n.yaml:6:14  admin.security.uiEnabled  expected boolean, received number',
      'n.yaml:6:44  admin.security.pathWhitelist[0]  is not a regular expression',
      'n.yaml:7:3  admin.tls  is not yet supported: the admin server speaks plain HTTP only',
      'n.yaml:8:3  admin.workerThreads  expected number, received string',
      'n.yaml:9:3  admin.shutdownGraceMs  too small: expected number to be >=0',
    ],
  },
  'telemeters are checked like everything else': {
    text: `${good}telemetry:\n- kind: io.l5d.statsd\n- kind: io.l5d.prometheus\n  pth: /x\n- kind: io.l5d.promtheus\n- kind: io.l5d.zipkin\n  sampleRate: high\n- kind: io.l5d.recentRequests\n`,
    errors: [
      "n.yaml:5:3  telemetry[0].kind  The io.l5d.statsd telemeter is experimental and must be explicitly enabled by setting the `experimental' parameter to `true'.",
      'n.yaml:7:3  telemetry[1].pth  unknown key pth; known are kind, experimental, path, prefix; did you mean path?',
      'n.yaml:8:3  telemetry[2].kind  unknown telemeter kind io.l5d.promtheus; known are io.l5d.influxdb, io.l5d.prometheus, io.l5d.recentRequests, io.l5d.statsd, io.l5d.tracelog, io.l5d.zipkin; did you mean io.l5d.prometheus?',
      'n.yaml:10:3  telemetry[3].sampleRate  expected number, received string',
      'n.yaml:11:3  telemetry[4].sampleRate  is required: expected number',
    ],
  },
  'a dtab that cannot be read is found in its namespace': {
    text: 'storage:\n  kind: io.l5d.inMemory\n  namespaces:\n    default: /svc => ;\ninterfaces: [{kind: io.l5d.httpController}]\n',
    errors: ["n.yaml:4:5  storage.namespaces.default  simple expected but ';' found at '/svc => [;]' (line 1, column 9)"],
  },
};

for (const [title, { text, errors }] of Object.entries(cases)) {
  test(title, async (t) => {
    t.deepEqual(await errorsOf(text), errors);
  });
}

test('what a plugin refuses only when it is made is told like the rest, of all plugins', async (t) => {
  const text = `${good}namers:\n- {kind: io.l5d.fs, rootDir: no/such/folder}\n- {kind: io.l5d.fs, rootDir: nor/this, prefix: /b}\n`;
  const errors = await errorsOf(text);
  t.is(errors.length, 2);
  t.regex(errors[0] ?? '', /^n\.yaml:5:21 {2}namers\[0\]\.rootDir {2}.*no\/such\/folder is not an existing directory$/);
  t.regex(errors[1] ?? '', /^n\.yaml:6:21 {2}namers\[1\]\.rootDir {2}.*nor\/this is not an existing directory$/);
});

test('interfaces have no key experimental, as in namerd', async (t) => {
  const errors = await errorsOf(`${good}  experimental: true\n`);
  t.is(errors.length, 1);
  t.regex(
    errors[0] ?? '',
    /^n\.yaml:4:3 {2}interfaces\[0\]\.experimental {2}unknown key experimental; known are kind, ip, port, /,
  );
});

test('errors in JSON are found where they stand', async (t) => {
  const text = '{"storage": {"kind": "io.l5d.inMemory"},\n "interfaces": [{"kind": "io.l5d.httpController", "port": 70000}]}';
  t.deepEqual(await errorsOf(text), ['n.yaml:2:51  interfaces[0].port  70000 outside valid range for ports']);
});

test('keys without value are keys that are not there', async (t) => {
  t.deepEqual(await errorsOf(`${good}  port:\n  tls:\nadmin:\n  port:\nnamers:\ntelemetry:\nplugins:\n`), []);
});

test('several listeners may each take any free port', async (t) => {
  t.deepEqual(await errorsOf(`${good}  port: 0\n- kind: io.l5d.httpController\n  port: 0\nadmin: {port: 0}\n`), []);
});

test('what has no effect is told, and does not keep a configuration from starting', async (t) => {
  const text = `${good}admin:\n  workerThreads: 4\n  socketOptions: {backlog: 5}\n  httpIdentifierPort: 1\ntelemetry:\n- {kind: io.l5d.prometheus, path: /metrics}\n- {kind: io.l5d.tracelog}\n`;
  t.deepEqual(
    [...(await warningsOf(text))].sort(),
    [
      'n.yaml:5:3  admin.workerThreads  has no effect: there are no worker threads',
      'n.yaml:6:3  admin.socketOptions  is not yet supported and has no effect',
      'n.yaml:9:4  telemetry[0].kind  io.l5d.prometheus is not yet supported and has no effect',
      "n.yaml:10:4  telemetry[1].kind  io.l5d.tracelog defines a tracer but namerd doesn't support tracing",
    ].sort(),
  );
});
