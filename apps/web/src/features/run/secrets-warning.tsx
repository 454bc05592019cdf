import type { GateView } from '@lime/contracts';
import { ShieldAlert } from 'lucide-react';

type SecretsWarningProps = { secrets: GateView['secrets']; acknowledged: boolean; onAcknowledge: (yes: boolean) => void };

/** Names the lines that look as if they held a secret, and asks for a word on them before they may go out. */
export function SecretsWarning({ secrets, acknowledged, onAcknowledge }: SecretsWarningProps) {
  return (
    <div role="alert" aria-label="Likely secrets" className="flex flex-col gap-2 rounded-xl border border-bad/40 bg-bad-soft px-3.5 py-2.5 text-[13px]">
      <p className="flex items-center gap-2 font-medium">
        <ShieldAlert size={16} aria-hidden className="shrink-0 text-bad" />
        {secrets.length === 1 ? 'This change adds a line that looks like a secret' : `This change adds ${secrets.length} lines that look like secrets`}
      </p>
      <ul className="flex max-h-40 flex-col gap-1 overflow-y-auto">
        {secrets.map((secret) => (
          <li key={`${secret.path}:${secret.line}:${secret.rule}`} className="min-w-0 [overflow-wrap:anywhere]">
            <code className="font-mono text-xs">
              {secret.path}:{secret.line}
            </code>{' '}
            <span className="text-muted">{secret.rule}</span>
            <code className="block font-mono text-xs text-muted">{secret.excerpt}</code>
          </li>
        ))}
      </ul>
      <label className="flex items-center gap-2.5">
        <input type="checkbox" checked={acknowledged} onChange={(event) => onAcknowledge(event.target.checked)} className="size-4 accent-accent" />
        I looked at these lines, and they may go out
      </label>
    </div>
  );
}
