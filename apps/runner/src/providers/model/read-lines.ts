/** A longer line is no message; whoever writes one may not make us hold it. */
const longestLine = 16 * 1024 * 1024;

/** The lines of a program's output, decoded as UTF-8. Lines longer than 16 MiB are dropped. */
export async function* readLines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let tooLong = false;
  for await (const chunk of stream) {
    const pieces = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = pieces.pop() ?? '';
    for (const line of pieces) {
      if (!tooLong) yield line;
      tooLong = false;
    }
    if (rest.length > longestLine) {
      rest = '';
      tooLong = true;
    }
  }
}
