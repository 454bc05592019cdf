const HEADER = Buffer.from('diff --git ');
const NEXT = Buffer.from('\ndiff --git ');

/**
 * Takes a patch over several folders, as `diffWorkspace` makes it with a `folder`, apart into those of each; null when a
 * file of it stands in none of them. Only a file's header begins with `diff --git`: lines of content have a sign before them.
 */
export function splitPatch(patch: Uint8Array, folders: readonly string[]): Map<string, Uint8Array> | null {
  const bytes = Buffer.from(patch);
  const parts = new Map<string, Buffer[]>();
  if (bytes.length > 0 && !bytes.subarray(0, HEADER.length).equals(HEADER)) return null;
  for (let start = 0; start < bytes.length; ) {
    const next = bytes.indexOf(NEXT, start);
    const end = next === -1 ? bytes.length : next + 1;
    const section = bytes.subarray(start, end);
    const folder = /^diff --git "?a\/([^/"\s]+)\//.exec(section.subarray(0, 400).toString('latin1'))?.[1];
    if (folder === undefined || !folders.includes(folder)) return null;
    parts.set(folder, [...(parts.get(folder) ?? []), section]);
    start = end;
  }
  return new Map([...parts].map(([folder, sections]) => [folder, new Uint8Array(Buffer.concat(sections))]));
}
