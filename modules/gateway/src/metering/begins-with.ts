/** Whether bytes hold `start` there. Most lines differ only near its end, and a call of `compare` costs more than these few steps. */
export function beginsWith(bytes: Buffer, from: number, end: number, start: Buffer): boolean {
  if (end - from < start.length) return false;
  for (let at = start.length - 1; at >= 0; at -= 1) if (bytes[from + at] !== start[at]) return false;
  return true;
}
