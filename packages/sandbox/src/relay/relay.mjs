// Runs inside the sandbox, on bun: for programs that can speak TCP only, this offers unix sockets on
// the loopback of the sandbox's own network namespace, and runs the command beside it.
// Usage: relay.mjs <port>=<socket>[,<port>=<socket>…] <program> [argument…]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { constants } from 'node:os';

const [ports, program, ...args] = process.argv.slice(2);

await Promise.all(ports.split(',').map((entry) => {
  const [port, path] = entry.split('=');
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const host = connect({ path, allowHalfOpen: true });
    client.on('error', () => host.destroy());
    host.on('error', () => client.destroy());
    client.pipe(host).pipe(client);
  });
  return once(server.listen(Number(port), '127.0.0.1'), 'listening');
}));

const command = spawn(program, args, { stdio: 'inherit' });
command.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(error.code === 'ENOENT' ? 127 : 126);
});
command.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
