import { DiffMetadata, type ArtifactView } from '@lime/contracts';
import type { Paint } from '../terminal/paint.ts';
import { plural } from '../terminal/plural.ts';
import { printableLine } from '../terminal/printable.ts';

const shownFiles = 20;
const barWidth = 20;

/** What an artifact changes, a line a file, as `git diff --stat` shows it. */
export function diffStat(artifact: Pick<ArtifactView, 'name' | 'metadata'>, paint: Paint): string {
  const parsed = DiffMetadata.safeParse(artifact.metadata);
  if (!parsed.success) return `  ${printableLine(artifact.name)}\n`;
  const { files, filesChanged, insertions, deletions } = parsed.data;
  const shown = files.slice(0, shownFiles);
  const widest = Math.max(0, ...shown.map((file) => printableLine(file.path).length));
  const most = Math.max(1, ...shown.map((file) => file.insertions + file.deletions));
  const lines = shown.map((file) => `  ${printableLine(file.path).padEnd(widest)}  ${bar(file, most, paint)}\n`);
  if (filesChanged > shown.length && shown.length > 0) lines.push(`  … and ${plural(filesChanged - shown.length, 'more file')}\n`);
  return `${lines.join('')}  ${plural(filesChanged, 'file')} changed, ${paint.green(`+${insertions}`)} ${paint.red(`−${deletions}`)}\n`;
}

function bar(file: { binary: boolean; insertions: number; deletions: number }, most: number, paint: Paint): string {
  if (file.binary) return 'binary';
  const scale = (count: number) => (count === 0 ? 0 : Math.max(1, Math.round((count / most) * Math.min(barWidth, most))));
  const total = String(file.insertions + file.deletions).padStart(4);
  return `${total} ${paint.green('+'.repeat(scale(file.insertions)))}${paint.red('-'.repeat(scale(file.deletions)))}`;
}
