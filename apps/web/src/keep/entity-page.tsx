import { Pencil, Plus, Trash2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { toast } from 'sonner';
import { RestoreButton } from '../components/restore-button.tsx';
import { Button, IconButton } from '../components/button.tsx';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { type Column, DataTable } from '../components/data-table.tsx';
import { NothingYet } from '../components/nothing-yet.tsx';
import { PagesList } from '../components/pages-list.tsx';
import { useMay } from '../lib/use-may.ts';
import { Section } from '../components/section.tsx';
import { EntityCell } from './entity-cell.tsx';
import { useDeleteEntity, useEntityRows, useRestoreEntity } from './entity-data.ts';
import { EntityDialog } from './entity-dialog.tsx';
import { EntityFilters } from './entity-filters.tsx';
import type { EntityKind, EntityRow } from './entity-kind.ts';
import { type FieldShape, fieldShapes } from './field-shape.ts';

/** What every entity has: a list that can be narrowed, and making, changing and deleting its rows. All of it comes from the definition. */
export function EntityPage({ kind }: { kind: EntityKind }) {
  const { entity } = kind;
  const [filters, setFilters] = useState<Record<string, string>>({});
  const [open, setOpen] = useState<EntityRow | 'new' | null>(null);
  const [made, setMade] = useState<EntityRow | null>(null);
  const may = useMay(kind.permission);
  const rows = useEntityRows(entity, filters);
  const create = may ? (
    <Button look={rows.items?.length === 0 ? 'primary' : 'secondary'} onClick={() => setOpen('new')}>
      <Plus size={16} aria-hidden /> New {entity.one}
    </Button>
  ) : null;
  const narrowed = Object.keys(filters).length > 0;
  const none = rows.items?.length === 0 && !narrowed;
  const empty = narrowed ? <NothingYet>No {entity.one} fits. Take a filter away to see more.</NothingYet> : <NothingYet action={create}>{entity.about}</NothingYet>;
  return (
    <>
      <Section title={entity.title} text={none ? undefined : entity.about} action={none ? null : create}>
        <EntityFilters entity={entity} none={none} filters={filters} onChange={setFilters} />
        <PagesList pages={rows} label={`Loading ${entity.title.toLowerCase()}`} empty={empty}>
          {(items) => <EntityTable kind={kind} rows={items} may={may} onEdit={setOpen} />}
        </PagesList>
      </Section>
      {kind.Below ? <kind.Below /> : null}
      {open === null ? null : <EntityDialog kind={kind} row={open === 'new' ? null : open} onClose={() => setOpen(null)} onMade={setMade} />}
      {made !== null && kind.Made ? <kind.Made made={made} onClose={() => setMade(null)} /> : null}
    </>
  );
}

type TableProps = { kind: EntityKind; rows: EntityRow[]; may: boolean; onEdit: (row: EntityRow) => void };

function EntityTable({ kind, rows, may, onEdit }: TableProps) {
  const [doomed, setDoomed] = useState<EntityRow | null>(null);
  const remove = useDeleteEntity(kind.entity);
  const restore = useRestoreEntity(kind.entity);
  const undo = (id: string) => (kind.entity.archives ? { action: { label: 'Undo', onClick: () => restore.mutate(id) } } : {});
  const columns = useMemo(() => columnsOf(kind), [kind]);
  const { one } = kind.entity;
  const actions = (row: EntityRow) => typeof row['archivedAt'] === 'string' ? <RestoreButton name={nameOf(kind, row)} busy={restore.isPending && restore.variables === row.id} onClick={() => restore.mutate(row.id)} /> : (
    <>
      {kind.Actions ? <kind.Actions row={row} /> : null}
      <IconButton label={`Edit ${nameOf(kind, row)}`} onClick={() => onEdit(row)}>
        <Pencil size={15} aria-hidden />
      </IconButton>
      <IconButton label={`Delete ${nameOf(kind, row)}`} className="hover:text-bad" onClick={() => setDoomed(row)}>
        <Trash2 size={15} aria-hidden />
      </IconButton>
    </>
  );
  return (
    <>
      <DataTable label={kind.entity.title} columns={columns} rows={rows} actions={may ? actions : undefined} />
      <ConfirmDialog
        open={doomed !== null}
        onClose={() => setDoomed(null)}
        title={`Delete ${doomed === null ? '' : shorten(nameOf(kind, doomed))}?`}
        confirm={`Delete ${one}`}
        onConfirm={() => doomed !== null && remove.mutate(doomed.id, { onSuccess: () => toast.success(`The ${one} is deleted`, undo(doomed.id)) })}
      >
        {kind.lost ?? `This ${one} is gone for good.`}
      </ConfirmDialog>
    </>
  );
}

const short = new Set<FieldShape['input']['kind']>(['choice', 'choices', 'reference', 'flag', 'number', 'money', 'words', 'text']);

function columnsOf(kind: EntityKind): Column<EntityRow>[] {
  const shapes = fieldShapes(kind.entity.view.shape);
  const wanted = kind.columns ?? fieldShapes(kind.entity.fields).filter(({ name, input }) => name !== 'name' && short.has(input.kind)).map(({ name }) => name);
  const shown = wanted.flatMap((name) => shapes.find((shape) => shape.name === name) ?? []);
  const { one } = kind.entity;
  return [
    { name: one.charAt(0).toUpperCase() + one.slice(1), cell: (row) => kind.cells?.['name']?.(row) ?? <span className="line-clamp-2">{nameOf(kind, row)}</span> },
    ...shown.map((shape): Column<EntityRow> => ({
      name: shape.title,
      number: (shape.input.kind === 'number' || shape.input.kind === 'money') && kind.cells?.[shape.name] === undefined,
      cell: (row) => kind.cells?.[shape.name]?.(row) ?? <EntityCell shape={shape} value={row[shape.name]} />,
    })),
  ];
}

/** What tells one from others: its name, else the first line of its text. */
function nameOf(kind: EntityKind, row: EntityRow): string {
  if (kind.nameOf) return kind.nameOf(row);
  const text = row['name'] ?? row['title'] ?? row['contentMd'];
  return typeof text === 'string' ? (text.split('\n').find((line) => line.trim() !== '') ?? '') : `${kind.entity.one} ${row.id}`;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
