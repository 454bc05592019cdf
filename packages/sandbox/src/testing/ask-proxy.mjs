// Runs inside the sandbox and speaks to the proxy byte by byte, as no well-behaved client would.
//   ask-proxy.mjs tunnel <host:port>      CONNECT, then GET /hello through the tunnel
//   ask-proxy.mjs send <method> <target>  any request line, with a Host of its own choosing
// Prints `<status> <body>` of the last answer.
import { connect } from 'node:net';

const [mode, ...args] = process.argv.slice(2);
const proxy = new URL(process.env.HTTPS_PROXY);
const socket = connect(Number(proxy.port), proxy.hostname);
const [method, target] = mode === 'tunnel' ? ['CONNECT', args[0]] : args;
socket.write(`${method} ${target} HTTP/1.1\r\nHost: other.example\r\nConnection: close\r\n\r\n`);

let received = '';
let isInside = mode !== 'tunnel';
socket.on('data', (data) => {
  received += data;
  if (isInside || !/^HTTP\/1.1 200 .*\r\n\r\n/s.test(received)) return;
  isInside = true;
  received = '';
  socket.write('GET /hello HTTP/1.1\r\nHost: inner.example\r\nConnection: close\r\n\r\n');
});
socket.on('close', () => {
  const [head, ...body] = received.split('\r\n\r\n');
  const text = /chunked/i.test(head) ? body.join('').replace(/^[0-9a-f]+\r\n|\r\n[0-9a-f]+(\r\n|$)/g, '') : body.join('');
  console.log(head.split(' ')[1], text.trim());
});
