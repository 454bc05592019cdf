import type { Project } from '@lime/contracts';
import { useNavigate } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import { toast } from 'sonner';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import { Field, Input } from '../../components/field.tsx';
import { listClass, Section } from '../../components/section.tsx';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';
import { useChange } from '../../lib/use-change.ts';
import { useMay } from '../../lib/use-may.ts';

/** Putting a project away, which can be undone, and deleting it, which cannot. */
export function EndSection({ project }: { project: Project }) {
  const mayDelete = useMay('project.delete');
  const mayManage = useMay('project.manage');
  const navigate = useNavigate();
  const [deleting, setDeleting] = useState(false);
  const renews = [keys.projects, ['archived-projects']];
  const restore = useChange({ renews, said: `${project.name} is back`, change: () => api.unarchiveProject({ id: project.id }) });
  const archive = useChange({ renews, change: () => api.archiveProject({ id: project.id }) });
  const putAway = () =>
    archive.mutate(undefined, {
      onSuccess: () => {
        toast.success(`${project.name} is put away`, { action: { label: 'Undo', onClick: () => restore.mutate(undefined) } });
        void navigate({ to: '/settings/$section', params: { section: 'projects' } });
      },
    });
  if (!mayDelete && !mayManage) return null;
  return (
    <Section title="When it is over">
      <ul className={listClass}>
        {mayManage ? (
          <li className="flex flex-wrap items-center gap-3 px-4 py-3">
            <span className="min-w-0 flex-1 basis-64 text-[13px] text-muted">
              <span className="block text-sm font-medium text-ink">Put it away</span>
              It takes no new tickets and runs, and is kept with everything that is in it. It can be brought back.
            </span>
            <Button busy={archive.isPending} onClick={putAway}>
              Put away
            </Button>
          </li>
        ) : null}
        {mayDelete ? (
          <li className="flex flex-wrap items-center gap-3 px-4 py-3">
            <span className="min-w-0 flex-1 basis-64 text-[13px] text-muted">
              <span className="block text-sm font-medium text-ink">Delete it</span>
              Its tickets, boards, runs and settings are gone for good.
            </span>
            <Button look="danger" onClick={() => setDeleting(true)}>
              Delete project…
            </Button>
          </li>
        ) : null}
      </ul>
      {deleting ? <DeleteProjectDialog project={project} onClose={() => setDeleting(false)} onDeleted={() => void navigate({ to: '/' })} /> : null}
    </Section>
  );
}

/** Whoever deletes a project writes its name. */
function DeleteProjectDialog({ project, onClose, onDeleted }: { project: Project; onClose: () => void; onDeleted: () => void }) {
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const remove = useChange({ shownInPlace: true, renews: [keys.projects, ['archived-projects']], said: `${project.name} is deleted`, change: () => api.deleteProject({ id: project.id, query: { confirm: typed } }) });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setWrong(typed !== project.name);
    if (typed === project.name) remove.mutate(undefined, { onSuccess: onDeleted });
  };
  const errors = wrong ? { confirm: `Write “${project.name}” as it stands there` } : {};
  return (
    <Dialog open onClose={onClose} title={`Delete ${project.name}?`} description="Its tickets, boards, runs and settings are gone for good. What it pushed and deployed stays where it is.">
      <DialogForm onSubmit={submit} onCancel={onClose} submit="Delete for good" busy={remove.isPending} error={remove.error} errors={errors}>
        <Field label={`Write “${project.name}” to delete it`} error={errors.confirm}>
          {(ids) => <Input {...ids} value={typed} onChange={(event) => setTyped(event.target.value)} autoFocus autoComplete="off" spellCheck={false} />}
        </Field>
      </DialogForm>
    </Dialog>
  );
}
