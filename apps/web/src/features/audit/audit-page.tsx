import { type AuditEntryView, auditWords } from '@lime/contracts';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { buttonClass } from '../../components/button.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { NothingYet } from '../../components/nothing-yet.tsx';
import { PagesList } from '../../components/pages-list.tsx';
import { TimeAgo } from '../../components/time-ago.tsx';
import { apiUrl } from '../../lib/api.ts';
import { api } from '../../lib/client.ts';
import { useMay } from '../../lib/use-may.ts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { usePages } from '../../lib/use-pages.ts';
import { Section } from '../../components/section.tsx';
import { AuditFilters, type AuditNarrowing, queryOf } from './audit-filters.tsx';
import { TargetLink } from './target-link.tsx';

/** Who did what. Nothing changes it. */
export function AuditPage() {
  usePageTitle('Audit log');
  const may = useMay('audit.read');
  if (!may) return <Section title="Audit log"><NothingYet>You may not read it: that takes the permission “read the audit log”.</NothingYet></Section>;
  return <AuditLog />;
}

function AuditLog() {
  const [narrowing, setNarrowing] = useState<AuditNarrowing>({});
  const query = queryOf(narrowing);
  const entries = usePages({ key: ['audit-log', query], read: (cursor, options) => api.listAudit({ query: { limit: 50, ...query, ...cursor } }, options) });
  const exported = (format: 'csv' | 'ndjson') => apiUrl(`/audit-log/export?${new URLSearchParams({ ...query, format })}`);
  return (
    <Section
      title="Audit log"
      text="Every change, by whom and when. The database refuses to alter it."
      action={
        <div className="flex gap-2">
          <a href={exported('csv')} download="audit-log.csv" className={buttonClass('secondary')}>
            <Download size={15} aria-hidden /> CSV
          </a>
          <a href={exported('ndjson')} download="audit-log.ndjson" className={buttonClass('secondary')}>
            <Download size={15} aria-hidden /> NDJSON
          </a>
        </div>
      }
    >
      <AuditFilters narrowing={narrowing} onChange={setNarrowing} />
      <PagesList pages={entries} label="Loading the audit log" empty={<NothingYet>Nothing fits.</NothingYet>}>
        {(items) => (
          <DataTable
            label="Audit log"
            rows={items}
            columns={[
              { name: 'What', cell: (entry) => <Sentence entry={entry} /> },
              { name: 'Code', minor: true, cell: ({ action }) => <code className="font-mono text-xs text-faint">{action}</code> },
              { name: 'With', cell: (entry) => <Payload entry={entry} /> },
              { name: 'When', cell: ({ at }) => <TimeAgo at={at} /> },
            ]}
          />
        )}
      </PagesList>
    </Section>
  );
}

/** `Ada revoked the API key ci`. */
function Sentence({ entry: { actor, action, target } }: { entry: AuditEntryView }) {
  return (
    <p className="font-normal">
      <span className="font-medium">{actor.name}</span> {auditWords(action)} <TargetLink target={target} />
    </p>
  );
}

function Payload({ entry: { payload } }: { entry: AuditEntryView }) {
  const members = Object.entries(payload);
  if (members.length === 0) return <span className="text-faint">–</span>;
  return (
    <details className="max-w-72">
      <summary className="truncate text-muted">{members.map(([name]) => name).join(', ')}</summary>
      <pre tabIndex={0} className="mt-1 max-h-56 overflow-auto rounded-lg bg-sunken px-2.5 py-1.5 font-mono text-xs whitespace-pre-wrap [overflow-wrap:anywhere]">{JSON.stringify(payload, null, 2)}</pre>
    </details>
  );
}
