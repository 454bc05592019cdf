/** Which rule is at work, by its number, how many of its steps are done, and how often the one at work was repeated. */
export type Place = { rule: number; done: number; repeated: number };

/**
 * A summary replaces the conversation that the place in the script is found from, so the summary carries the place:
 * the agent's program gives it back with the next request.
 */
export function markPlace(place: Place): string {
  return `[scripted model: rule ${place.rule + 1}, ${place.done} done, ${place.repeated} repeated]`;
}

/** The place that the last mark in the text tells. */
export function readPlace(text: string): Place | null {
  const marks = [...text.matchAll(/\[scripted model: rule (\d+), (\d+) done, (\d+) repeated\]/g)];
  const mark = marks.at(-1);
  return mark ? { rule: Number(mark[1]) - 1, done: Number(mark[2]), repeated: Number(mark[3]) } : null;
}
