import { expect, test } from 'bun:test';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { dialThrough } from './dial.ts';

async function answering(answer: string[]): Promise<{ url: string } & Disposable> {
  const server = createServer((client) => {
    client.once('data', () => answer.forEach((part) => client.write(part)));
    client.on('error', () => client.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, [Symbol.dispose]: () => void server.close() };
}

test('what the far end says right after the answer of the upstream proxy is not lost', async () => {
  using upstream = await answering(['HTTP/1.1 200 OK\r\nVia: x\r\n\r\nhello']);
  const socket = await dialThrough(upstream, { host: 'far.example', port: 443 });
  const said = once(socket, 'data');
  socket.resume();
  expect(String(await said)).toBe('hello');
  socket.destroy();
});

test('an answer without end is given up', async () => {
  using upstream = await answering(['HTTP/1.1 200 OK\r\n', `X: ${'x'.repeat(40_000)}`]);
  const failure = await dialThrough(upstream, { host: 'far.example', port: 443 }).catch(String);
  expect(failure).toContain('an answer without end');
});
