/** Where a side asks, and with what it shows that it may. */
export type ModelSide = { url: string; headers: Record<string, string> };

/** What an agent sends besides what it wants: instructions, tools and the talk so far. */
const ballast = 'You are a careful engineer. Read before you write. '.repeat(800);

/** As much as the longest answer says that it has, or the gateway would cut it: it holds its upstream to its maximum. */
const maxTokens = 180_000;

/** Asks for a streamed answer; resolves when it has begun. Throws on every refusal. */
export async function openAnswer({ url, headers }: ModelSide, wanted: string, model = 'claude-haiku-4-5'): Promise<AsyncIterable<Uint8Array>> {
  const body = JSON.stringify({ model, max_tokens: maxTokens, stream: true, system: ballast, messages: [{ role: 'user', content: `Say ${wanted}.` }] });
  const response = await fetch(`${url}/v1/messages`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body });
  if (response.status !== 200 || !response.body) throw new Error(`${url} answered ${response.status}`);
  return response.body;
}

/** Asks for a streamed answer and reads it to its end; returns how many bytes it had and how long it took, in milliseconds. */
export async function askModel(side: ModelSide, wanted: string): Promise<{ bytes: number; milliseconds: number }> {
  const since = performance.now();
  let bytes = 0;
  for await (const chunk of await openAnswer(side, wanted)) bytes += chunk.byteLength;
  return { bytes, milliseconds: performance.now() - since };
}
