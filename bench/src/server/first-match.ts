/** Resolves to the first match in what a process prints; rejects when it ends before. What comes later is read and thrown away. */
export function firstMatch(stream: ReadableStream<Uint8Array>, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = async () => {
      const decoder = new TextDecoder();
      let found = false;
      for await (const chunk of stream) {
        if (found) continue;
        output += decoder.decode(chunk, { stream: true });
        const match = pattern.exec(output);
        if (match) resolve(match);
        found = match !== null;
      }
      reject(new Error(`it ended before it printed ${pattern}: ${output}`));
    };
    read().catch(reject);
  });
}
