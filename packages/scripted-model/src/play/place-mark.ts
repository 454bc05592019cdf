/** Which rule is at work, by its number, how many of its steps are done, and how often the one at work was repeated. */
export type Place = { rule: number; done: number; repeated: number };

/**
 * A summary replaces the conversation that the place in the script is found from, so the summary carries the place:
 * the agent's program gives it back with the next request.
 */
export function markPlace(place: Place): string {
  return `[scripted model: rule ${place.rule + 1}, ${place.done} done, ${place.repeated} repeated]`;
}

const mark = /\[scripted model: rule (\d+), (\d+) done, (\d+) repeated\]/g;

/** The place that the last mark in the text tells. */
export function readPlace(text: string): Place | null {
  const found = [...text.matchAll(mark)].at(-1);
  return found ? { rule: Number(found[1]) - 1, done: Number(found[2]), repeated: Number(found[3]) } : null;
}

/** What stands after the last mark: before it Codex repeats what people said long ago. */
export function afterMark(text: string): string {
  const found = [...text.matchAll(mark)].at(-1);
  return found ? text.slice(found.index + found[0].length) : text;
}
