/** What an upstream was asked. */
export type Asked = { path: string; headers: Headers; body: Record<string, unknown> };

export type TestUpstream = { url: string; asked: Asked[]; close(): Promise<void> };

/** A model server on loopback that answers the n-th request (from 0) as the test says. */
export function startUpstream(answer: (asked: Asked, index: number) => Response | Promise<Response>): TestUpstream {
  const asked: Asked[] = [];
  const server = Bun.serve({
    port: 0, hostname: '127.0.0.1', idleTimeout: 0,
    fetch: async (request) => {
      const one: Asked = { path: new URL(request.url).pathname, headers: request.headers, body: JSON.parse(await request.text()) };
      asked.push(one);
      return answer(one, asked.length - 1);
    },
  });
  return { url: `http://127.0.0.1:${server.port}`, asked, close: () => server.stop(true) };
}

type Usage = Record<string, unknown>;

/** A plain answer of the Messages API. */
export function message(usage: Usage = { input_tokens: 100, output_tokens: 10 }, text = 'Hello'): Response {
  return Response.json({ id: 'msg_1', type: 'message', role: 'assistant', content: [{ type: 'text', text }], usage });
}

/** The events of a streamed message, in their order; a test takes as many as it wants. */
export function messageEvents(usage: Usage = { input_tokens: 100, output_tokens: 1 }, text = 'Hello there', outputTokens = 10): unknown[] {
  return [
    { type: 'message_start', message: { id: 'msg_1', type: 'message', role: 'assistant', content: [], usage } },
    { type: 'ping' },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: outputTokens } },
    { type: 'message_stop' },
  ];
}

/** Streams the events; `broken`: then breaks the connection off; `never`: then says nothing more. */
export function eventStream(events: unknown[], end: 'whole' | 'broken' | 'never' = 'whole', cancelled: () => void = () => {}): Response {
  const body = new ReadableStream<Uint8Array>({
    start: async (controller) => {
      for (const event of events) controller.enqueue(new TextEncoder().encode(`event: x\ndata: ${JSON.stringify(event)}\n\n`));
      await Bun.sleep(5);
      if (end === 'whole') controller.close();
      if (end === 'broken') controller.error();
    },
    cancel: cancelled,
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}
