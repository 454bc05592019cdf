import type { BoardView } from '@lime/contracts';
import { useQuery } from '@tanstack/react-query';
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { Button, IconButton } from '../../components/button.tsx';
import { Input, Select } from '../../components/field.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { Section } from '../../components/section.tsx';
import { SkeletonList } from '../../components/skeleton.tsx';
import { api } from '../../lib/client.ts';
import { keys } from '../../lib/query-keys.ts';
import { useChange } from '../../lib/use-change.ts';

/** The columns of the project's board. */
export function BoardSection({ projectId }: { projectId: string }) {
  const boards = useQuery({ queryKey: ['boards', projectId], queryFn: async ({ signal }) => (await api.listBoards({ query: { projectId, limit: 50 } }, { signal })).items });
  if (boards.error) return <ProblemNote error={boards.error} onRetry={() => void boards.refetch()} />;
  if (boards.data === undefined) return <SkeletonList count={3} label="Loading the board" className="h-14" />;
  return boards.data.map((board) => <BoardForm key={`${board.id}/${board.version}`} board={board} projectId={projectId} />);
}

/** `key`: null for one that is not made yet; `id`: tells it from the others here. */
type Draft = { id: string; key: string | null; title: string; wipLimit: string };

const draftOf = (board: BoardView): Draft[] => board.columns.map(({ key, title, wipLimit }) => ({ id: key, key, title, wipLimit: wipLimit === null ? '' : String(wipLimit) }));

function BoardForm({ board, projectId }: { board: BoardView; projectId: string }) {
  const [columns, setColumns] = useState(() => draftOf(board));
  const [moves, setMoves] = useState<Record<string, string>>({});
  const save = useChange({
    shownInPlace: true,
    said: 'Saved',
    renews: [['boards', projectId], keys.board(projectId)],
    change: () => {
      const wanted = columns.map(({ key, title, wipLimit }) => ({ ...(key === null ? {} : { key }), title: title.trim(), wipLimit: wipLimit.trim() === '' ? null : Number(wipLimit) }));
      return api.updateBoard({ id: board.id, body: { columns: wanted, moveTicketsTo: moves, version: board.version } });
    },
  });
  const going = board.columns.filter(({ key }) => columns.every((column) => column.key !== key));
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate(undefined);
  };
  const put = (index: number, part: Partial<Draft>) => setColumns((before) => before.map((column, at) => (at === index ? { ...column, ...part } : column)));
  const swap = (index: number, by: 1 | -1) =>
    setColumns((before) => {
      const [here, there] = [before[index], before[index + by]];
      return here && there ? before.map((column, at) => (at === index ? there : at === index + by ? here : column)) : before;
    });
  const remove = (index: number, { key }: Draft) => {
    const heir = columns.find((column, at) => at !== index && column.key !== null)?.key;
    if (key !== null && heir) setMoves((before) => ({ ...Object.fromEntries(Object.entries(before).map(([from, to]) => [from, to === key ? heir : to])), [key]: heir }));
    setColumns((before) => before.filter((_, at) => at !== index));
  };
  const same = JSON.stringify(columns) === JSON.stringify(draftOf(board));
  return (
    <Section title={board.name} text="Its columns, from left to right. With more tickets than its limit, a column says that it is too full; nothing is refused.">
      <form onSubmit={submit} className="flex flex-col gap-4 rounded-2xl border border-line bg-surface p-4 sm:p-5">
        <ol aria-label={`Columns of ${board.name}`} className="flex flex-col gap-2">
          {columns.map((column, index) => (
            <li key={column.id} className="flex flex-wrap items-center gap-2">
              <Input aria-label={`Title of column ${index + 1}`} value={column.title} required maxLength={60} onChange={(event) => put(index, { title: event.target.value })} className="w-auto! min-w-20 flex-1" autoFocus={column.key === null} />
              <Input aria-label={`Limit of ${column.title || `column ${index + 1}`}`} value={column.wipLimit} pattern="[1-9][0-9]{0,2}|1000" title="A number from 1 to 1000, or nothing" inputMode="numeric" placeholder="no limit" onChange={(event) => put(index, { wipLimit: event.target.value })} className="w-20!" />
              <span className="flex">
                <IconButton label={`Move ${column.title} left`} disabled={index === 0} onClick={() => swap(index, -1)}>
                  <ArrowUp size={15} aria-hidden />
                </IconButton>
                <IconButton label={`Move ${column.title} right`} disabled={index === columns.length - 1} onClick={() => swap(index, 1)}>
                  <ArrowDown size={15} aria-hidden />
                </IconButton>
                <IconButton label={`Remove ${column.title}`} disabled={columns.length === 1} className="hover:text-bad" onClick={() => remove(index, column)}>
                  <Trash2 size={15} aria-hidden />
                </IconButton>
              </span>
            </li>
          ))}
        </ol>
        {going.map(({ key, title }) => (
          <label key={key} className="flex flex-wrap items-center gap-2 text-[13px]">
            Tickets in “{title}” go to
            <Select value={moves[key] ?? ''} onChange={(event) => setMoves((before) => ({ ...before, [key]: event.target.value }))} className="w-44!">
              {columns.flatMap((column) => (column.key === null ? [] : [<option key={column.key} value={column.key}>{column.title}</option>]))}
            </Select>
          </label>
        ))}
        {save.error ? <ProblemNote error={save.error} /> : null}
        <div className="flex flex-wrap gap-2">
          <Button look="primary" type="submit" busy={save.isPending} disabled={same}>
            Save
          </Button>
          <Button onClick={() => setColumns((before) => [...before, { id: crypto.randomUUID(), key: null, title: '', wipLimit: '' }])}>
            <Plus size={16} aria-hidden /> New column
          </Button>
          {same ? null : (
            <Button look="ghost" onClick={() => [setColumns(draftOf(board)), setMoves({})]}>
              Undo
            </Button>
          )}
        </div>
      </form>
    </Section>
  );
}
