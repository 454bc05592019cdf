import { projectBudgets } from '@lime/contracts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { wordsOf } from '../../lib/words.ts';
import { ReferenceName } from '../../keep/entity-cell.tsx';
import type { EntityKind, EntityRow } from '../../keep/entity-kind.ts';
import { EntityPage } from '../../keep/entity-page.tsx';
import { BudgetAlerts } from './budget-alerts.tsx';
import { BudgetMeter } from './budget-meter.tsx';

/** Which runs it counts, in words. */
function counted({ provider, mode }: EntityRow): string {
  const parts = [provider, mode].filter((part) => part !== 'any').map((part) => wordsOf(String(part)));
  return parts.length === 0 ? 'All runs' : `Only ${parts.join(', ')}`;
}

const kind: EntityKind = {
  entity: projectBudgets,
  permission: 'budget.manage',
  nameOf: ({ period }) => `${wordsOf(String(period))} budget`,
  columns: ['spentCents', 'period', 'enforceHardStop'],
  cells: {
    name: (row) => (
      <>
        <ReferenceName to="projectId" id={String(row['projectId'])} />
        <span className="block text-[13px] font-normal text-muted">{counted(row)}</span>
      </>
    ),
    spentCents: (row) => <BudgetMeter budget={projectBudgets.view.parse(row)} />,
    enforceHardStop: ({ enforceHardStop }) => (enforceHardStop === true ? 'Yes' : 'No, only told'),
  },
  Below: BudgetAlerts,
  lost: 'Nothing limits these runs any more, unless another budget does.',
};

export function BudgetsPage() {
  usePageTitle(projectBudgets.title);
  return <EntityPage kind={kind} />;
}
