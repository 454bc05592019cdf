/** Where a side asks, and with what it shows that it may. */
export type ModelSide = { url: string; headers: Record<string, string> };

/** What an agent sends besides what it wants: instructions, tools and the talk so far. */
const ballast = 'You are a careful engineer. Read before you write. '.repeat(800);

/** Asks for a streamed answer and reads it to its end; returns how many bytes it had and how long it took, in milliseconds. */
export async function askModel({ url, headers }: ModelSide, wanted: string): Promise<{ bytes: number; milliseconds: number }> {
  const body = JSON.stringify({ model: 'claude-haiku-4-5', max_tokens: 1024, stream: true, system: ballast, messages: [{ role: 'user', content: `Say ${wanted}.` }] });
  const since = performance.now();
  const response = await fetch(`${url}/v1/messages`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body });
  let bytes = 0;
  const stream: AsyncIterable<Uint8Array> | Uint8Array[] = response.body ?? [];
  for await (const chunk of stream) bytes += chunk.byteLength;
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}`);
  return { bytes, milliseconds: performance.now() - since };
}
