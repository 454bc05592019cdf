import { redactText } from '@lime/kernel';
import { INSIDE } from './start-agent.ts';

/** The most of a diff that the transcript shows; the whole change is the run's diff. */
const shownCharacters = 4_000;
/** So much is looked at to show that much. */
const readCharacters = 64_000;

/** A change to one file, whose path is null where there is none: before it was made, after it was deleted. */
export type FileEdit = { readonly from: string | null; readonly to: string | null; /** In the unified format. */ readonly hunks: string };

/** What an edit changed, as one short unified diff with likely secrets masked; empty when nothing is known of it. It ends at a line's end. */
export function editDiff(edits: readonly FileEdit[]): string {
  const whole = edits.filter(({ hunks }) => hunks !== '').map(({ from, to, hunks }) => `--- ${sideOf('a', from)}\n+++ ${sideOf('b', to)}\n${hunks.trimEnd()}\n`).join('');
  const text = redactText(whole.slice(0, readCharacters));
  if (text.length <= shownCharacters) return text;
  const shown = text.slice(0, text.lastIndexOf('\n', shownCharacters - 1) + 1);
  return `${shown}… (${whole.split('\n').length - shown.split('\n').length} more lines)\n`;
}

/** The one hunk that makes a text of another; what both begin and end with is left out. Lines count from 1. */
export function hunkBetween(before: string, after: string): string {
  const [old, now] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let same = 0;
  while (same < old.length - start && same < now.length - start && old.at(-1 - same) === now.at(-1 - same)) same += 1;
  const [gone, come] = [old.slice(start, old.length - same), now.slice(start, now.length - same)];
  if (gone.length === 0 && come.length === 0) return '';
  return [`@@ -${rangeOf(start, gone)} +${rangeOf(start, come)} @@`, ...gone.map((line) => `-${line}`), ...come.map((line) => `+${line}`)].join('\n');
}

/** A path as it stands in the repository. */
export function inRepository(path: string): string {
  return path.startsWith(`${INSIDE.workspace}/`) ? path.slice(INSIDE.workspace.length + 1) : path;
}

function sideOf(side: 'a' | 'b', path: string | null): string {
  return path === null ? '/dev/null' : `${side}/${inRepository(path).replaceAll(/[\r\n]/g, '?')}`;
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** Of no lines, the format names the line before them. */
function rangeOf(start: number, { length }: readonly string[]): string {
  return `${length === 0 ? start : start + 1},${length}`;
}
