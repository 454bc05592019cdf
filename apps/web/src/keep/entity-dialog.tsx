import { type SubmitEvent, useMemo, useState } from 'react';
import { toast } from 'sonner';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { DialogForm } from '../components/dialog-form.tsx';
import { ApiError, fieldErrorsOf, messageOf } from '../lib/api.ts';
import { readEntityRow, useSaveEntity } from './entity-data.ts';
import type { EntityKind, EntityRow } from './entity-kind.ts';
import { FieldGrid } from './field-control.tsx';
import { type FieldShape, fieldShapes } from './field-shape.ts';
import { type FormValues, initialValues, readCreate, readUpdate } from './form-values.ts';

type EntityDialogProps = { kind: EntityKind; /** Null for a new one. */ row: EntityRow | null; onClose: () => void; onMade: (row: EntityRow) => void };

/** Makes one of an entity, or changes it. */
export function EntityDialog({ kind, row, onClose, onMade }: EntityDialogProps) {
  const [base, setBase] = useState(row);
  const one = kind.entity.one;
  return (
    <Dialog wide open onClose={onClose} title={row === null ? `New ${one}` : `Edit ${one}`}>
      <EntityForm key={String(base?.['version'])} kind={kind} row={base} onRow={setBase} onClose={onClose} onMade={onMade} />
    </Dialog>
  );
}

function useEntityForm({ kind, row, onClose, onMade }: EntityDialogProps) {
  const { entity } = kind;
  const schema = row === null ? (kind.create ?? entity.create) : entity.create;
  const shapes = useMemo(() => fieldShapes(schema.shape).filter(({ name }) => kind.hidden?.includes(name) !== true), [schema, kind.hidden]);
  const [values, setValues] = useState<FormValues>(() => initialValues(shapes, row ?? undefined));
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const save = useSaveEntity(entity, kind.created);
  const asked = shapes.filter(({ name }) => kind.asks?.(name, values) ?? true);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const read = row === null ? readCreate(schema, asked, values) : readUpdate(entity, asked, values, row);
    setWrong(read.ok ? {} : read.errors);
    if (!read.ok) return;
    save.mutate({ id: row?.id ?? null, body: read.body }, {
      onSuccess: (saved) => {
        toast.success(`${entity.one.charAt(0).toUpperCase()}${entity.one.slice(1)} ${row === null ? 'created' : 'saved'}`);
        onClose();
        if (row === null) onMade(saved);
      },
    });
  };
  const errors = { ...fieldErrorsOf(save.error), ...wrong };
  // A field that this form does not ask for has nowhere else to say what is wrong with it.
  const unplaced = Object.entries(errors).filter(([path]) => !asked.some(({ name }) => name === path.split('.')[0]));
  return { values, setValues, asked, save, errors, unplaced, submit };
}

/** Where another field says what this one refers to. */
function refer(kind: EntityKind, shape: FieldShape, values: FormValues): FieldShape {
  const to = kind.refersTo?.(shape.name, values);
  return to === undefined ? shape : { ...shape, input: { kind: 'reference', to } };
}

function EntityForm(props: EntityDialogProps & { onRow: (row: EntityRow) => void }) {
  const { kind, row, onClose, onRow } = props;
  const { values, setValues, asked, save, errors, unplaced, submit } = useEntityForm(props);
  const conflict = save.error instanceof ApiError && save.error.code === 'version_conflict';
  return (
    <DialogForm onSubmit={submit} onCancel={onClose} submit={row === null ? `Create ${kind.entity.one}` : 'Save'} busy={save.isPending} error={conflict ? null : save.error} errors={errors}>
      {conflict && row !== null ? <Conflict kind={kind} row={row} onRow={onRow} /> : null}
      {unplaced.map(([path, message]) => (
        <p key={path} role="alert" className="text-[13px] text-bad">
          {path}: {message}
        </p>
      ))}
      <FieldGrid
        shapes={asked.map((shape) => refer(kind, shape, values))}
        values={values}
        errors={errors}
        isFixed={(name) => row !== null && kind.entity.fixed.includes(name)}
        focusFirst={row === null}
        onChange={(name, value) => setValues((before) => ({ ...before, [name]: value }))}
      />
      {kind.Trial ? <kind.Trial values={values} row={row} /> : null}
    </DialogForm>
  );
}

/** What was typed is not what would be changed any more. */
function Conflict({ kind, row, onRow }: { kind: EntityKind; row: EntityRow; onRow: (row: EntityRow) => void }) {
  const reload = () => readEntityRow(kind.entity, row.id).then(onRow, (error: unknown) => toast.error(messageOf(error)));
  return (
    <div role="alert" className="flex flex-wrap items-center gap-3 rounded-xl bg-warn-soft px-3.5 py-3">
      <p className="min-w-0 flex-1 basis-56">
        <span className="font-medium">Somebody changed this {kind.entity.one} meanwhile.</span> Nothing of yours was saved. Load how it is now, then make your change to that.
      </p>
      <Button small onClick={() => void reload()}>
        Load how it is now
      </Button>
    </div>
  );
}
