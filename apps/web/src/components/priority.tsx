import { SignalHigh, SignalLow, SignalMedium } from 'lucide-react';

export const priorities = [
  { value: 1, name: 'High', icon: SignalHigh, className: 'text-warn' },
  { value: 2, name: 'Medium', icon: SignalMedium, className: 'text-muted' },
  { value: 3, name: 'Low', icon: SignalLow, className: 'text-faint' },
] as const;

export function priorityName(value: number): string {
  return priorities.find((one) => one.value === value)?.name ?? 'Medium';
}

export function PriorityMark({ value }: { value: number }) {
  const found = priorities.find((one) => one.value === value) ?? priorities[1];
  const Icon = found.icon;
  return (
    <span role="img" aria-label={`${found.name} priority`} title={`${found.name} priority`} className={`inline-flex ${found.className}`}>
      <Icon size={16} aria-hidden />
    </span>
  );
}
