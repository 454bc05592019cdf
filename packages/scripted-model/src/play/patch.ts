/** A patch in the form of Codex's `apply_patch` that writes a whole file. */
export function addFilePatch({ path, content }: { path: string; content: string }): string {
  return wrap(`*** Add File: ${path}\n${prefix('+', content.replace(/\n$/, ''))}`);
}

/**
 * A patch that replaces words. Patches speak of whole lines, so the lines around the words are taken from what the
 * tools have shown (a model, too, can change only what it has read); words never shown are taken as whole lines.
 */
export function editPatch(edit: { path: string; find: string; replace: string }, seen: string[]): string {
  const texts = seen.map((text) => withoutPlaces(text, edit.path));
  const [before, after] = widen(edit, texts.find((text) => text.includes(edit.find)));
  return wrap(`*** Update File: ${edit.path}\n@@\n${prefix('-', before)}${after === '' ? '' : prefix('+', after)}`);
}

/** What a search found begins with file and line. */
function withoutPlaces(text: string, path: string): string {
  return text.split('\n').map((line) => (line.startsWith(`${path}:`) ? line.slice(path.length).replace(/^:\d+:/, '') : line)).join('\n');
}

function widen({ find, replace }: { find: string; replace: string }, text: string | undefined): [string, string] {
  if (text === undefined) return [find.replace(/\n$/, ''), replace.replace(/\n$/, '')];
  const at = text.indexOf(find);
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const until = text.indexOf('\n', at + find.length - (find.endsWith('\n') ? 1 : 0));
  const end = until === -1 ? text.length : until;
  const after = `${text.slice(start, at)}${replace}${text.slice(at + find.length, end)}`;
  return [text.slice(start, end), after.replace(/\n$/, '')];
}

function prefix(sign: '+' | '-', text: string): string {
  return text.split('\n').map((line) => `${sign}${line}\n`).join('');
}

function wrap(body: string): string {
  return `*** Begin Patch\n${body}*** End Patch\n`;
}
