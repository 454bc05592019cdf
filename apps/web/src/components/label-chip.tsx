import type { TicketLabel } from '@lime/contracts';

/** A label, told by its word; its colour stands beside it. */
export function LabelChip({ label: { name, color } }: { label: TicketLabel }) {
  return (
    <span className="inline-flex max-w-full items-center gap-1.5 rounded-full border border-line px-2 py-px text-xs text-muted">
      <span aria-hidden className="size-2 shrink-0 rounded-full" style={{ backgroundColor: color }} />
      <span className="truncate">{name}</span>
    </span>
  );
}
