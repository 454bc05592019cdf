/** Of a ticket's title. */
const longest = 300;

/** Title and description of what was asked for in one text: its first line, and the rest. A line that is too long for a title is told whole below. */
export function wordsOf(prompt: string): { title: string; description: string } {
  const [first = '', ...rest] = prompt.split(/\r?\n/);
  const isTitle = first.length <= longest;
  return { title: isTitle ? first.trim() : `${first.slice(0, longest - 1).toWellFormed().trim()}…`, description: isTitle ? rest.join('\n').trim() : prompt };
}
