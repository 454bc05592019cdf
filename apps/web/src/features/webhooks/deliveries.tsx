import { DeliveryState, type DeliveryView } from '@lime/contracts';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { FilterChip } from '../../components/filter-chip.tsx';
import { NothingYet } from '../../components/nothing-yet.tsx';
import { PagesList } from '../../components/pages-list.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { api } from '../../lib/client.ts';
import { usePages } from '../../lib/use-pages.ts';
import { wordsOf } from '../../lib/words.ts';
import { Section } from '../../components/section.tsx';
import { DeliveryDialog } from './delivery-dialog.tsx';
import { DeliveryMark } from './delivery-mark.tsx';

/** Everything that forges have sent, the newest first, and what it did. */
export function Deliveries() {
  const [state, setState] = useState<DeliveryState | null>(null);
  const [open, setOpen] = useState<DeliveryView | null>(null);
  const deliveries = usePages({ key: ['deliveries', state], every: 5_000, read: (cursor, options) => api.listDeliveries({ query: { limit: 30, ...(state === null ? {} : { state }), ...cursor } }, options) });
  return (
    <Section title="Deliveries" text="What came, and what it did. Kept for 14 days; each can be handled again.">
      <div role="group" aria-label="Filters of deliveries" className="flex flex-wrap gap-2">
        <FilterChip name="State" value={state} choices={DeliveryState.options.map((option) => ({ value: option, name: wordsOf(option) }))} onChange={(value) => setState(DeliveryState.nullable().parse(value))} />
      </div>
      <PagesList pages={deliveries} label="Loading the deliveries" empty={<NothingYet>{state === null ? 'Nothing was sent yet.' : 'Nothing fits.'}</NothingYet>}>
        {(items) => (
          <DataTable
            label="Deliveries"
            rows={items}
            actions={(delivery) => <Button small onClick={() => setOpen(delivery)} aria-label={`Look at delivery ${delivery.id}`}>Look</Button>}
            columns={[
              { name: 'Event', cell: ({ event, action }) => <code className="font-mono text-[13px]">{action === null ? event : `${event}.${action}`}</code> },
              { name: 'State', cell: (delivery) => <DeliveryMark state={delivery.state} /> },
              { name: 'What it did', cell: ({ did, error }) => <span className="line-clamp-2">{error ?? (did.length === 0 ? '–' : did.join(' '))}</span> },
              { name: 'Came', cell: ({ receivedAt }) => <TimeAgo at={receivedAt} /> },
            ]}
          />
        )}
      </PagesList>
      {open === null ? null : <DeliveryDialog deliveryId={open.id} onClose={() => setOpen(null)} />}
    </Section>
  );
}
