import { DataTable } from '../../components/data-table.tsx';
import { NothingYet } from '../../components/nothing-yet.tsx';
import { PagesList } from '../../components/pages-list.tsx';
import { Status } from '../../components/run-status.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { api } from '../../lib/client.ts';
import { money } from '../../lib/money.ts';
import { usePages } from '../../lib/use-pages.ts';
import { wordsOf } from '../../lib/words.ts';
import { ReferenceName } from '../../keep/entity-cell.tsx';
import { Section } from '../../components/section.tsx';

/** What was told of budgets. */
export function BudgetAlerts() {
  const alerts = usePages({ key: ['budget-alerts'], every: 5_000, read: (cursor, options) => api.listBudgetAlerts({ query: { limit: 20, ...cursor } }, options) });
  return (
    <Section title="Alerts" text="One comes when the runs of a period have come to 80, 95 and 100 percent of a limit.">
      <PagesList pages={alerts} label="Loading the alerts" empty={<NothingYet>Nothing came near its limit yet.</NothingYet>}>
        {(items) => (
          <DataTable
            label="Alerts"
            rows={items}
            columns={[
              { name: 'Project', cell: ({ projectId }) => <ReferenceName to="projectId" id={projectId} /> },
              { name: 'Came to', cell: ({ percent }) => <Status tone={percent >= 100 ? 'bad' : 'ask'} words={`${percent} %`} pill /> },
              { name: 'Spent', number: true, cell: ({ spentCents, limitCents }) => `${money(spentCents)} of ${money(limitCents)}` },
              { name: 'Period', cell: ({ period }) => wordsOf(period) },
              { name: 'When', cell: ({ at }) => <TimeAgo at={at} /> },
            ]}
          />
        )}
      </PagesList>
    </Section>
  );
}
