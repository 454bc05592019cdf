/** A piece of a stream up to the end of its last whole event, so that an event of ours may follow; where none ends in it, all, with an end. */
export function wholeEvents(chunk: Uint8Array): Uint8Array {
  const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const end = Math.max(bytes.lastIndexOf('\n\n') + 2, bytes.lastIndexOf('\r\n\r\n') + 4);
  return end > 4 ? bytes.subarray(0, end) : Buffer.concat([bytes, Buffer.from('\n\n')]);
}
