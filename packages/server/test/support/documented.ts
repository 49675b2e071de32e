/** An example of namerd's documentation, as far as it goes without the thrift interface: it is to work here unchanged. */
export const documented = `admin:
  ip: 127.0.0.1
  port: 9991

storage:
  kind: io.l5d.inMemory
  namespaces:
    default: |
      /srv         => /#/io.l5d.fs;
      /host        => /srv;
      /http/1.1/*  => /host;

namers:
- kind: io.l5d.fs
  rootDir: disco

interfaces:
- kind: io.l5d.httpController
  ip: 127.0.0.1
  port: 4180
`;
