/** What was given of these; the rest is left out, as the API wants it. */
export function present(given: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
