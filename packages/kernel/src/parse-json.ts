/** The value of a JSON text that came from elsewhere; undefined when it is none, so that one look by a schema tells both. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
