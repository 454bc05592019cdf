import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { createServer, type ServerResponse } from 'node:http';
import { ApiError, readAnswer } from './api.ts';

/** Answers with the head and a first byte; `goOn` says what comes then. */
let goOn: (response: ServerResponse) => void = () => undefined;
const server = createServer((_, response) => {
  response.writeHead(200, { 'content-length': '2' });
  response.write('{', () => goOn(response));
});
let url = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const failureOf = (answer: Promise<unknown>) => answer.then(() => 'answered', (error: unknown) => error);

describe('an answer that ends in its middle', () => {
  test('because nobody waits for it any more is no failure of the server', async () => {
    goOn = () => undefined;
    const leaving = new AbortController();
    const asked = fetch(url, { signal: leaving.signal });
    const failure = failureOf(readAnswer(asked, leaving.signal));
    await asked;
    leaving.abort();
    expect(await failure).toMatchObject({ name: 'AbortError' });
  });

  test('because the connection was lost is told as that', async () => {
    goOn = (response) => response.destroy();
    const failure = await failureOf(readAnswer(fetch(url), undefined));
    expect(failure).toBeInstanceOf(ApiError);
    expect(failure).toMatchObject({ code: 'unreachable', status: 0 });
  });

  test('and one that comes whole is read whole', async () => {
    goOn = (response) => response.end('}');
    expect((await readAnswer(fetch(url), undefined)).text).toBe('{}');
  });
});
