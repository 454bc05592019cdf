import type { Board } from '@lime/contracts';
import type { ComponentProps } from 'react';
import { Field, Select } from '../../components/field.tsx';
import { priorities } from '../../components/priority.tsx';

type ChoiceProps = ComponentProps<typeof Select> & { error?: string | undefined };

export function ColumnChoice({ board, error, ...select }: ChoiceProps & { board: Board }) {
  return (
    <Field label="Column" error={error}>
      {(ids) => (
        <Select {...ids} {...select}>
          {board.columns.map((column) => (
            <option key={column.key} value={column.key}>
              {column.title}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

export function PriorityChoice({ error, ...select }: ChoiceProps) {
  return (
    <Field label="Priority" error={error}>
      {(ids) => (
        <Select {...ids} {...select}>
          {priorities.map((priority) => (
            <option key={priority.value} value={priority.value}>
              {priority.name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
