import type { AttemptView } from '@lime/contracts';
import { runState } from '../commands/runs.ts';
import { formatCents, formatDuration } from '../terminal/format.ts';
import type { Paint } from '../terminal/paint.ts';
import { plural } from '../terminal/plural.ts';
import { printableLine } from '../terminal/printable.ts';
import { formatTable } from '../terminal/table.ts';

/** Runs side by side, one a line. */
export function formatAttempts(items: AttemptView[], paint: Paint): string {
  return formatTable(items.map((item) => [
    paint.bold(item.run.id), printableLine(item.label, 40), item.chosen ? paint.green('chosen') : runState(item.run, paint),
    item.durationMs === null ? '' : formatDuration(item.durationMs), formatCents(item.run.costCents),
    item.stats ? `${plural(item.stats.filesChanged, 'file')} ${paint.green(`+${item.stats.insertions}`)} ${paint.red(`−${item.stats.deletions}`)}` : printableLine(item.run.error?.code ?? '', 40),
    checksOf(item), item.verdict === null ? '' : item.verdict === 'approve' ? paint.green('reviewed: fine') : paint.yellow('reviewed: changes wanted'),
  ]));
}

function checksOf({ checks }: AttemptView): string {
  if (!checks || checks.after.passed + checks.after.failed === 0) return '';
  const { passed, failed } = checks.after;
  return `${passed} of ${passed + failed} checks pass (${checks.before.passed} before)`;
}
