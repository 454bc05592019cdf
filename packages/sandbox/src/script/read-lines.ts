/** Calls back for every line that a stream says, without its end. False from it, or a line of more than `mostChars`, ends the reading. */
export async function readLines(stream: AsyncIterable<Uint8Array>, mostChars: number, onLine: (line: string) => boolean): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > mostChars || !lines.every(onLine)) return;
  }
}
