/** A title as the first line of a commit message: further lines could look like ours below it (`Approved-Diff:`). */
export function oneLine(title: string): string {
  return title.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}
