import { customInstructions, type Project, UpdateProjectBody } from '@lime/contracts';
import { Link } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import { Button, buttonClass } from '../../components/button.tsx';
import { ChipsInput } from '../../components/chips-input.tsx';
import { Field } from '../../components/field.tsx';
import { listClass, Section } from '../../components/section.tsx';
import { useEntityRows } from '../../keep/entity-data.ts';
import { formErrors } from '../../lib/form-errors.ts';
import { useUpdateProject } from './update-project.ts';

/** Which files agents may change here: what the project says, and what its instructions say besides. */
export function PathsSection({ project }: { project: Project }) {
  const update = useUpdateProject(project.id);
  const [paths, setPaths] = useState(project.allowedPaths);
  const [wrong, setWrong] = useState<string>();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const parsed = UpdateProjectBody.safeParse({ allowedPaths: paths });
    setWrong(Object.values(formErrors(parsed))[0]);
    if (parsed.success) update.mutate({ allowedPaths: paths });
  };
  return (
    <Section title="Files that may be changed" text="A change to any other file is refused before people are asked. Instructions and runs may narrow it, and never widen it.">
      <form onSubmit={submit} className="flex flex-col gap-4 rounded-2xl border border-line bg-surface p-4 sm:p-5">
        <Field label="Allowed paths" error={wrong} hint="Globs such as src/**; one that begins with ! takes files out. Empty: all files">
          {(ids) => <ChipsInput {...ids} values={paths} onChange={setPaths} placeholder="src/** test/**" />}
        </Field>
        <Button look="primary" type="submit" className="self-start" busy={update.isPending} disabled={paths.join('\n') === project.allowedPaths.join('\n')}>
          Save
        </Button>
      </form>
      <InstructedPaths projectId={project.id} />
    </Section>
  );
}

/** Instructions of the project that narrow it. */
function InstructedPaths({ projectId }: { projectId: string }) {
  const rows = useEntityRows(customInstructions, { scopeType: 'project', scopeId: projectId });
  const narrowing = rows.items?.map((row) => customInstructions.view.parse(row)).filter(({ enabled, allowedPaths }) => enabled && allowedPaths.length > 0) ?? [];
  if (narrowing.length === 0) return null;
  return (
    <ul aria-label="Instructions that narrow it" className={listClass}>
      {narrowing.map(({ id, allowedPaths, contentMd, mode }) => (
        <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-3">
          <span className="min-w-0 flex-1 basis-56">
            <span className="flex flex-wrap gap-1.5">
              {allowedPaths.map((path) => <code key={path} className="rounded-md bg-sunken px-1.5 py-0.5 font-mono text-[13px] [overflow-wrap:anywhere]">{path}</code>)}
            </span>
            <span className="line-clamp-1 text-[13px] text-muted">
              {mode === 'any' ? 'By an instruction: ' : `By an instruction for ${mode}: `}
              {contentMd}
            </span>
          </span>
          <Link to="/settings/$section" params={{ section: 'custom-instructions' }} className={buttonClass('secondary', true)}>
            Instructions
          </Link>
        </li>
      ))}
    </ul>
  );
}
