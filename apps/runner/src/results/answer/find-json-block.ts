/** The last ```json block of a text, parsed; null when there is none. Throws nothing: `message` says what is wrong with it. */
export function findJsonBlock(text: string): { ok: true; value: unknown } | { ok: false; message: string } {
  const blocks = [...text.matchAll(/^[ \t]*```json[ \t]*\r?\n(.*?)^[ \t]*```[ \t]*$/gms)];
  const last = blocks.at(-1)?.[1] ?? wholeObject(text);
  if (last === null) return { ok: false, message: 'There is no ```json block in it.' };
  try {
    return { ok: true, value: JSON.parse(last) };
  } catch (error) {
    return { ok: false, message: `The \`\`\`json block is not valid JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Models leave the fence out at times. */
function wholeObject(text: string): string | null {
  const trimmed = text.trim();
  return trimmed.startsWith('{') && trimmed.endsWith('}') ? trimmed : null;
}
