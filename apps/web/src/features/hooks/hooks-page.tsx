import { HookEvent, hooks } from '@lime/contracts';
import { FlaskConical, History } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { usePageTitle } from '../../lib/use-page-title.ts';
import type { EntityKind, EntityRow } from '../../keep/entity-kind.ts';
import { EntityPage } from '../../keep/entity-page.tsx';
import { VariablesButton } from '../../keep/variables-button.tsx';
import { HookHistory } from './hook-history.tsx';
import { HookTrial } from './hook-trial.tsx';
import { TestHookDialog } from './test-hook-dialog.tsx';

const kind: EntityKind = {
  entity: hooks,
  permission: 'hook.manage',
  columns: ['eventType', 'projectId', 'runtime', 'enabled'],
  cells: { projectId: ({ projectId }) => (projectId === null ? 'All projects' : undefined) },
  Actions: HookActions,
  Trial: HookTrial,
  lost: 'It is not called any more. What it has done stays in the audit log.',
};

export function HooksPage() {
  usePageTitle(hooks.title);
  return <EntityPage kind={kind} />;
}

function HookActions({ row }: { row: EntityRow }) {
  const [open, setOpen] = useState<'test' | 'history' | null>(null);
  const name = String(row['name']);
  return (
    <>
      <Button small onClick={() => setOpen('test')} aria-label={`Test ${name}`}>
        <FlaskConical size={14} aria-hidden /> Test
      </Button>
      <Button small onClick={() => setOpen('history')} aria-label={`History of ${name}`}>
        <History size={14} aria-hidden /> History
      </Button>
      <VariablesButton type="hook" id={row.id} name={name} text="The hook finds them in its context, under env. Nobody else gets them." />
      {open === 'test' ? <TestHookDialog hookId={row.id} name={name} eventType={HookEvent.parse(row['eventType'])} onClose={() => setOpen(null)} /> : null}
      {open === 'history' ? <HookHistory hookId={row.id} name={name} onClose={() => setOpen(null)} /> : null}
    </>
  );
}
