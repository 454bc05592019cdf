/** A longer line is no message; whoever writes one may not make us hold it. */
const longestLine = 16 * 1024 * 1024;

/** The lines of a program's output, decoded as UTF-8. Lines longer than 16 MiB are dropped. */
export async function* readLines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let pieces: string[] = [];
  let length = 0;
  const add = (piece: string) => {
    length += piece.length;
    if (length > longestLine) pieces = [];
    else pieces.push(piece);
  };
  for await (const chunk of stream) {
    const [first = '', ...others] = decoder.decode(chunk, { stream: true }).split('\n');
    add(first);
    for (const piece of others) {
      if (length <= longestLine) yield pieces.join('');
      pieces = [];
      length = 0;
      add(piece);
    }
  }
}
