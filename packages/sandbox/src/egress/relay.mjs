// Runs inside the sandbox, on bun: package managers speak to a proxy over TCP only, so
// this offers the egress proxy's socket on the loopback of the sandbox's own network namespace, and
// runs the command beside it. Usage: relay.mjs <socket> <port> <program> [argument…]
import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { constants } from 'node:os';

const [socketPath, port, program, ...args] = process.argv.slice(2);

const server = createServer({ allowHalfOpen: true }, (client) => {
  const proxy = connect({ path: socketPath, allowHalfOpen: true });
  client.on('error', () => proxy.destroy());
  proxy.on('error', () => client.destroy());
  client.pipe(proxy).pipe(client);
});

server.listen(Number(port), '127.0.0.1', () => {
  const command = spawn(program, args, { stdio: 'inherit' });
  command.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(error.code === 'ENOENT' ? 127 : 126);
  });
  command.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
});
