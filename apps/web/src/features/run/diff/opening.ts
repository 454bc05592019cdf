import type { PatchFile } from './split-patch.ts';

/** Files open by themselves until together they have this many changed lines. */
const openLines = 1_200;
const openPerFile = 500;
const generated = /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lock|Cargo\.lock|poetry\.lock|go\.sum|composer\.lock|Gemfile\.lock)$|\.min\.(js|css)$|\.map$/;

/** Whether a file has lines to show. */
export function hasLines(file: PatchFile): boolean {
  return file.hunks !== '';
}

export function isGenerated(file: PatchFile): boolean {
  return generated.test(file.path);
}

/** Which files are open at first: what a reviewer wants to read, and no more than a screen can bear. */
export function openedAtFirst(files: readonly PatchFile[]): ReadonlySet<string> {
  const opened = new Set<string>();
  let room = openLines;
  for (const file of files) {
    const lines = file.insertions + file.deletions;
    if (!hasLines(file) || isGenerated(file) || lines > openPerFile || lines > room) continue;
    opened.add(file.path);
    room -= lines;
  }
  return opened;
}
