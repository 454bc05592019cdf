import { Status } from '../components/run-status.tsx';
import { money } from '../lib/money.ts';
import { wordsOf } from '../lib/words.ts';
import type { FieldShape } from './field-shape.ts';
import { useReferenceName } from './references.ts';

/** The value of a field in a list. */
export function EntityCell({ shape, value }: { shape: FieldShape; value: unknown }) {
  if (shape.input.kind === 'flag') return value === true ? <Status tone="ok" words="Yes" /> : <Status tone="idle" words="No" />;
  if (value === null || value === undefined || value === '') return <span className="text-faint">–</span>;
  if (Array.isArray(value)) return value.length === 0 ? <span className="text-faint">–</span> : <span>{value.map(String).join(', ')}</span>;
  if (shape.input.kind === 'money') return money(Number(value));
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return <code className="font-mono text-xs">{JSON.stringify(value)}</code>;
  if (shape.input.kind === 'reference') return <ReferenceName to={shape.input.to} id={value} />;
  return shape.input.kind === 'choice' ? wordsOf(value) : value;
}

export function ReferenceName({ to, id }: { to: string; id: string }) {
  return useReferenceName(to, id) ?? id;
}
