import { Ban, Globe, Unplug } from 'lucide-react';
import { egressWords } from '../../lib/read-egress.ts';
import type { NetworkLine } from './network.ts';

const marks = {
  reached: { icon: Globe, className: 'text-faint', words: 'reached' },
  refused: { icon: Ban, className: 'text-bad', words: 'refused' },
  unreachable: { icon: Unplug, className: 'text-warn', words: 'could not be reached' },
};

/** What the sandboxes asked to reach, and what became of it. */
export function NetworkSection({ lines, allowed }: { lines: NetworkLine[]; allowed: string[] }) {
  return (
    <>
      <h2 className="mb-1.5 text-[13px] font-semibold">Network</h2>
      <ul className="flex flex-col gap-1.5">
        {lines.map((line) => (
          <Line key={`${line.outcome} ${line.destination}`} line={line} />
        ))}
      </ul>
      <p className="mt-1.5 text-xs text-faint [overflow-wrap:anywhere]">{allowed.length === 0 ? 'The agent may reach nothing but its model.' : `The agent may reach ${egressWords(allowed)}.`}</p>
    </>
  );
}

function Line({ line }: { line: NetworkLine }) {
  const { icon: Icon, className, words } = marks[line.outcome];
  return (
    <li className="flex gap-2 text-[13px]">
      <Icon size={14} role="img" aria-label={words} className={`mt-[3px] shrink-0 ${className}`} />
      <div className="min-w-0">
        <p className="font-mono text-xs leading-5 [overflow-wrap:anywhere]">
          {line.destination}
          {line.times > 1 ? <span className="font-sans text-faint"> · {line.times} times</span> : null}
        </p>
        {line.outcome === 'reached' || line.reason === '' ? null : <p className="text-xs text-muted [overflow-wrap:anywhere]">{line.reason}</p>}
      </div>
    </li>
  );
}
