import type { ReactNode } from 'react';
import { cx } from '../lib/class-names.ts';
import { useMedia } from '../lib/use-media.ts';

export type Column<Row> = {
  name: string;
  cell: (row: Row) => ReactNode;
  /** A number: to the right, its digits below each other. */
  number?: boolean;
  /** Only where there is room for it. */
  minor?: boolean;
};

type DataTableProps<Row extends { id: string }> = {
  label: string;
  /** The first one names the row. */
  columns: Column<Row>[];
  rows: Row[];
  actions?: ((row: Row) => ReactNode) | undefined;
};

const frame = 'overflow-hidden rounded-2xl border border-line bg-surface';

/** Rows with the same columns: a table where there is room for one, cards where there is none. */
export function DataTable<Row extends { id: string }>(props: DataTableProps<Row>) {
  return useMedia('(min-width: 768px)') ? <WideTable {...props} /> : <Cards {...props} />;
}

function WideTable<Row extends { id: string }>({ label, columns, rows, actions }: DataTableProps<Row>) {
  return (
    <div className={cx(frame, 'overflow-x-auto')}>
      <table aria-label={label} className="w-full text-left">
        <thead>
          <tr className="border-b border-line text-xs text-faint">
            {columns.map(({ name, number }) => (
              <th key={name} scope="col" className={cx('px-4 py-2 font-medium whitespace-nowrap', number && 'text-right')}>
                {name}
              </th>
            ))}
            {actions ? (
              <th scope="col" className="px-4 py-2">
                <span className="sr-only">Actions</span>
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row) => (
            <tr key={row.id}>
              {columns.map(({ name, cell, number }, index) => (
                <td key={name} className={cx('px-4 py-2.5 align-middle break-words', index === 0 ? 'min-w-40 font-medium' : 'text-[13px] text-muted', number && 'text-right tabular-nums')}>
                  {cell(row)}
                </td>
              ))}
              {actions ? <td className="px-4 py-2 text-right whitespace-nowrap"><span className="inline-flex items-center justify-end gap-1.5">{actions(row)}</span></td> : null}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cards<Row extends { id: string }>({ label, columns: [first, ...rest], rows, actions }: DataTableProps<Row>) {
  return (
    <ul aria-label={label} className={cx(frame, 'divide-y divide-line')}>
      {rows.map((row) => (
        <li key={row.id} className="flex flex-col gap-2 px-4 py-3">
          <div className="flex flex-wrap items-start justify-between gap-x-3 gap-y-2">
            <div className="min-w-0 flex-1 basis-32 font-medium [overflow-wrap:anywhere]">{first?.cell(row)}</div>
            {actions ? <div className="flex flex-wrap items-center gap-1.5">{actions(row)}</div> : null}
          </div>
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1 text-[13px]">
            {rest.filter(({ minor }) => minor !== true).map(({ name, cell }) => (
              <div key={name} className="contents">
                <dt className="text-faint">{name}</dt>
                <dd className="min-w-0 text-muted [overflow-wrap:anywhere]">{cell(row)}</dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}
