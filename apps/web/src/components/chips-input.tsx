import { X } from 'lucide-react';
import { type ClipboardEvent, type KeyboardEvent, useState } from 'react';

type ChipsInputProps = { id: string; 'aria-describedby': string | undefined; 'aria-invalid': true | undefined; values: string[]; onChange: (values: string[]) => void; placeholder?: string | undefined };

/** Several short texts: Enter, a comma or leaving the field adds what was typed, Backspace takes the last one back. */
export function ChipsInput({ values, onChange, placeholder, ...ids }: ChipsInputProps) {
  const [typed, setTyped] = useState('');
  const add = (text: string) => {
    const added = text.split(/[\s,]+/).filter((part) => part !== '' && !values.includes(part));
    if (added.length > 0) onChange([...values, ...new Set(added)]);
    setTyped('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Backspace' && typed === '') onChange(values.slice(0, -1));
    if ((event.key !== 'Enter' && event.key !== ',') || event.ctrlKey || event.metaKey || typed === '') return;
    event.preventDefault();
    add(typed);
  };
  const onPaste = (event: ClipboardEvent) => {
    event.preventDefault();
    add(typed + event.clipboardData.getData('text'));
  };
  return (
    <div className="flex min-h-9 w-full flex-wrap items-center gap-1.5 rounded-lg border border-line-strong bg-surface px-2 py-1.5 outline-accent hover:border-faint has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-[[aria-invalid]]:border-bad">
      {values.map((value) => (
        <span key={value} className="inline-flex max-w-full items-center gap-1 rounded-md bg-sunken py-0.5 pr-0.5 pl-2 font-mono text-[13px]">
          <span className="truncate">{value}</span>
          <button type="button" aria-label={`Remove ${value}`} onClick={() => onChange(values.filter((one) => one !== value))} className="rounded p-0.5 text-faint hover:bg-hover hover:text-ink">
            <X size={13} aria-hidden />
          </button>
        </span>
      ))}
      <input {...ids} value={typed} placeholder={values.length === 0 ? placeholder : undefined} onChange={(event) => setTyped(event.target.value)} onKeyDown={onKeyDown} onPaste={onPaste} onBlur={() => add(typed)} autoComplete="off" spellCheck={false} className="min-w-24 flex-1 bg-transparent px-1 font-mono text-base outline-none sm:text-[13px]" />
    </div>
  );
}
