/** Which rule is at work, by its number, and how many of its steps are done. */
export type Place = { rule: number; done: number };

/**
 * A summary replaces the conversation that the place in the script is found from, so the summary carries the place:
 * the agent's program gives it back with the next request.
 */
export function markPlace(place: Place): string {
  return `[scripted model: rule ${place.rule + 1}, ${place.done} done]`;
}

/** The place that the last mark in the text tells. */
export function readPlace(text: string): Place | null {
  const marks = [...text.matchAll(/\[scripted model: rule (\d+), (\d+) done\]/g)];
  const mark = marks.at(-1);
  return mark ? { rule: Number(mark[1]) - 1, done: Number(mark[2]) } : null;
}
