import type { EnvVarSet } from '@lime/contracts';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../components/button.tsx';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { ProblemNote } from '../components/problem-note.tsx';
import { SkeletonList } from '../components/skeleton.tsx';
import { TimeAgo } from '../components/time-ago.tsx';
import { type EnvScope, useDeleteEnvVar, useEnvVarSets } from './env-var-sets.ts';
import { EnvVarDialog } from './env-var-dialog.tsx';
import { listClass, Section } from '../components/section.tsx';

type Variable = EnvVarSet['vars'][number] & { setId: string; setName: string };

type EnvVarSectionProps = { scope: EnvScope; title?: string; /** Who gets them. */ text: string; /** When there are none. */ none: string };

/** An environment. Secrets are set here and never shown again. */
export function EnvVarSection({ scope, title = 'Variables and secrets', text, none }: EnvVarSectionProps) {
  const sets = useEnvVarSets(scope);
  const [editing, setEditing] = useState<string | null>(null);
  return (
    <Section
      title={title}
      text={text}
      action={
        <Button onClick={() => setEditing('')} disabled={sets.data === undefined}>
          <Plus size={16} aria-hidden /> New variable
        </Button>
      }
    >
      {sets.error ? <ProblemNote error={sets.error} onRetry={() => void sets.refetch()} /> : sets.data === undefined ? <SkeletonList count={1} label="Loading the variables" className="h-14" /> : <Variables scope={scope} none={none} sets={sets.data} onEdit={setEditing} />}
      {editing !== null && sets.data !== undefined ? <EnvVarDialog scope={scope} sets={sets.data} name={editing} onClose={() => setEditing(null)} /> : null}
    </Section>
  );
}

function Variables({ scope, none, sets, onEdit }: { scope: EnvScope; none: string; sets: EnvVarSet[]; onEdit: (key: string) => void }) {
  const remove = useDeleteEnvVar(scope);
  const [asking, setAsking] = useState<Variable | null>(null);
  const variables = sets.flatMap((set) => set.vars.map((one) => ({ ...one, setId: set.id, setName: set.name })));
  if (variables.length === 0) return <p className="rounded-2xl border border-dashed border-line-strong px-4 py-6 text-center text-muted">{none}</p>;
  return (
    <>
      <ul className={listClass}>
        {variables.map((variable) => (
          <VariableLine key={`${variable.setId}/${variable.key}`} variable={variable} onEdit={() => onEdit(variable.key)} onDelete={() => setAsking(variable)} />
        ))}
      </ul>
      <ConfirmDialog open={asking !== null} onClose={() => setAsking(null)} title={`Delete ${asking?.key ?? ''}?`} confirm="Delete variable" onConfirm={() => asking !== null && remove.mutate(asking)}>
        What needs it fails from now on. Its value cannot be brought back.
      </ConfirmDialog>
    </>
  );
}

function VariableLine({ variable, onEdit, onDelete }: { variable: Variable; onEdit: () => void; onDelete: () => void }) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
      <div className="min-w-0 flex-1 basis-36">
        <p className="font-mono text-[13px] font-medium [overflow-wrap:anywhere]">{variable.key}</p>
        <p className="text-[13px] text-muted [overflow-wrap:anywhere]">
          {variable.isSecret ? (
            <>
              <KeyRound size={13} aria-hidden className="mr-1 inline align-[-2px]" />
              Secret, set <TimeAgo at={variable.updatedAt} />
            </>
          ) : (
            <span className="font-mono">{variable.value ?? 'cannot be opened'}</span>
          )}
          {variable.setName === 'default' ? null : ` · in ${variable.setName}`}
        </p>
      </div>
      <span className="flex gap-1.5">
        {variable.setName === 'default' ? (
          <Button small onClick={onEdit} aria-label={`Set ${variable.key} again`}>
            Set again
          </Button>
        ) : null}
        <Button small look="danger" onClick={onDelete} aria-label={`Delete ${variable.key}`}>
          Delete
        </Button>
      </span>
    </li>
  );
}
