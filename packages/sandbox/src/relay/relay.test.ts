import { expect, test } from 'bun:test';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { outputOf, temporaryWorkspace } from '../testing/shell-in-sandbox.ts';
import { startShell, textOf } from '../testing/start-shell.ts';

/** A server of the host on a unix socket. */
async function serving(path: string, onClient: (client: Socket) => void): Promise<Disposable> {
  const server = createServer({ allowHalfOpen: true }, (client) => {
    client.on('error', () => client.destroy());
    onClient(client);
  }).listen(path);
  await once(server, 'listening');
  return { [Symbol.dispose]: () => void server.close() };
}

const get = (port: number, then: string) => `node -e "
  const socket = require('net').connect({ port: ${port}, host: '127.0.0.1', allowHalfOpen: true });
  ${then}"`;

test('two ports lead to their own sockets, and a half-closed connection still gets its answer', async () => {
  await using outside = await temporaryWorkspace();
  const [one, two] = [join(outside.path, 'one.sock'), join(outside.path, 'two.sock')];
  const answering = (name: string) => (client: Socket) => {
    let asked = '';
    client.on('data', (chunk) => { asked += String(chunk); }).on('end', () => client.end(`${name} got ${asked}`));
  };
  using _one = await serving(one, answering('one'));
  using _two = await serving(two, answering('two'));
  const ask = (port: number) => get(port, `socket.end('hello'); socket.pipe(process.stdout)`);
  const { stdout } = await outputOf(`${ask(4001)}; echo; ${ask(4002)}`, { ports: [{ port: 4001, socket: one }, { port: 4002, socket: two }] });
  expect(stdout).toBe('one got hello\ntwo got hello');
});

test('a hundred megabytes pass, and a reader that is slow holds the sender back', async () => {
  await using outside = await temporaryWorkspace();
  const socket = join(outside.path, 'big.sock');
  const total = 100 << 20;
  let sent = 0;
  using _server = await serving(socket, (client) => {
    const piece = Buffer.alloc(1 << 16);
    const send = () => {
      while (sent < total) {
        sent += piece.length;
        if (!client.write(piece)) return void client.once('drain', send);
      }
      client.end();
    };
    send();
  });
  const script = get(4001, `let n = 0; const go = () => socket.on('data', (d) => { n += d.length; }).on('end', () => { console.log(n); socket.end(); }).resume();
    socket.pause(); console.log('waiting'); process.stdin.once('data', go)`);
  const program = await startShell(script, { ports: [{ port: 4001, socket }], limits: { memoryMb: 200 } });
  await once(program.stdout, 'readable');
  await Bun.sleep(300);
  expect(sent).toBeLessThan(total / 10);
  program.stdin.end('go\n');
  expect(await textOf(program.stdout)).toBe(`waiting\n${total}\n`);
  expect(await program.exited).toMatchObject({ kind: 'exited', exitCode: 0 });
});

test('a server that goes away closes the connection inside', async () => {
  await using outside = await temporaryWorkspace();
  const socket = join(outside.path, 'gone.sock');
  (await serving(socket, () => undefined))[Symbol.dispose]();
  await writeFile(socket, '');
  const { stdout } = await outputOf(get(4001, `socket.resume().on('end', () => console.log('closed'))`), { ports: [{ port: 4001, socket }] });
  expect(stdout).toBe('closed\n');
});

test('the relay stands between: stdin and stdout are still those of the program', async () => {
  await using outside = await temporaryWorkspace();
  const socket = join(outside.path, 'any.sock');
  using _server = await serving(socket, () => undefined);
  const program = await startShell('cat; exit 7', { ports: [{ port: 4001, socket }] });
  program.stdin.end('through');
  expect(await textOf(program.stdout)).toBe('through');
  expect(await program.exited).toMatchObject({ kind: 'exited', exitCode: 7 });
});

test('what a repository plants for bun does not run in the relay, nor reach the environment', async () => {
  await using outside = await temporaryWorkspace();
  await using workspace = await temporaryWorkspace();
  const socket = join(outside.path, 'any.sock');
  using _server = await serving(socket, () => undefined);
  await writeFile(join(workspace.path, 'bunfig.toml'), 'preload = ["./planted.ts"]\n');
  await writeFile(join(workspace.path, 'planted.ts'), 'console.log("planted code ran")\n');
  await writeFile(join(workspace.path, '.env'), 'PLANTED=yes\n');
  const { stdout } = await outputOf('echo "${PLANTED:-none}"', { workspace: workspace.path, ports: [{ port: 4001, socket }] });
  expect(stdout).toBe('none\n');
});
