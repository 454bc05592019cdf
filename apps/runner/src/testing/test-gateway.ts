import { startScriptedModel, type Script, type ScriptedModel } from '@lime/scripted-model';

export const GATEWAY_TOKEN = 'of-the-gateway';

export type TestGateway = AsyncDisposable & {
  /** Origin, as that of a server. */
  url: string;
  /** What reached the model. */
  requests: ScriptedModel['requests'];
  /** From now on every request is refused as the gateway does when the budget is spent. */
  spendBudget: () => void;
  /** From now on every request is answered as the gateway does when it has tried every upstream in vain; gives how many were. */
  goDown: () => { asked: number };
};

/** The server's way to models, with a scripted model behind it: opens to the step's token alone. */
export async function startTestGateway(script: Script): Promise<TestGateway> {
  const model = await startScriptedModel({ script });
  let spent = false;
  let down: { asked: number } | null = null;
  const refuse = (status: number, stop: string) => Response.json({ type: 'error', error: { type: 'invalid_request_error', message: stop, code: stop } }, { status, headers: { 'lime-stop': stop, 'x-should-retry': 'false' } });
  const http = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 0,
    fetch: async (request) => {
      const { pathname, search } = new URL(request.url);
      if (request.headers.get('authorization') !== `Bearer ${GATEWAY_TOKEN}`) return refuse(401, 'token_revoked');
      if (spent) return refuse(402, 'cost_limit_reached');
      if (down) {
        down.asked += 1;
        return Response.json({ type: 'error', error: { type: 'overloaded_error', message: 'No upstream has answered.', code: 'overloaded_error' } }, { status: 529, headers: { 'x-should-retry': 'true', 'retry-after': '1' } });
      }
      const answer = await fetch(`${model.url}${pathname.replace(/^\/model\/\w+/, '')}${search}`, { method: 'POST', headers: withoutHost(request.headers), body: await request.bytes(), signal: request.signal });
      return new Response(answer.body, { status: answer.status, headers: { 'content-type': answer.headers.get('content-type') ?? '' } });
    },
  });
  return {
    url: `http://127.0.0.1:${http.port}`,
    requests: model.requests,
    spendBudget: () => (spent = true),
    goDown: () => (down = { asked: 0 }),
    [Symbol.asyncDispose]: async () => {
      await http.stop(true);
      await model.close();
    },
  };
}

function withoutHost(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => name !== 'host' && name !== 'content-length'));
}
