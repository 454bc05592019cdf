import { CircleCheck, CircleDot, CircleX } from 'lucide-react';

const marks = {
  passed: { icon: CircleCheck, className: 'text-ok', words: 'Build passed' },
  failed: { icon: CircleX, className: 'text-bad', words: 'Build failed' },
  pending: { icon: CircleDot, className: 'text-info', words: 'Build is running' },
};

/** What the checks of a ticket's open pull requests come to; nothing where none are known. */
export function BuildMark({ build }: { build: unknown }) {
  if (build !== 'passed' && build !== 'failed' && build !== 'pending') return null;
  const { icon: Icon, className, words } = marks[build];
  return (
    <span title={words} className={className}>
      <Icon size={14} role="img" aria-label={words} />
    </span>
  );
}
