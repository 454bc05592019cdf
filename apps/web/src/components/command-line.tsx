import { CopyButton } from './copy-button.tsx';

/** A command to run elsewhere, or a secret to take along; with a button that copies it. */
export function CommandLine({ text, name }: { text: string; name: string }) {
  return (
    <div className="flex items-start justify-between gap-3 rounded-lg border border-line bg-sunken py-1.5 pr-1.5 pl-3">
      <code className="min-w-0 py-0.5 font-mono text-[13px] [overflow-wrap:anywhere]">{text}</code>
      <CopyButton text={text} label={`Copy: ${name}`} />
    </div>
  );
}
