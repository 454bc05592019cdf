import { labels } from '@lime/contracts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import type { EntityKind } from '../../keep/entity-kind.ts';
import { EntityPage } from '../../keep/entity-page.tsx';

const kind: EntityKind = {
  entity: labels,
  permission: 'board.write',
  columns: [],
  cells: {
    name: (row) => (
      <span className="inline-flex items-center gap-2.5">
        <span aria-hidden className="size-3 shrink-0 rounded-full" style={{ background: String(row['color']) }} />
        {String(row['name'])}
      </span>
    ),
  },
  lost: 'It is taken off every ticket that has it.',
};

export function LabelsPage() {
  usePageTitle(labels.title);
  return <EntityPage kind={kind} />;
}
