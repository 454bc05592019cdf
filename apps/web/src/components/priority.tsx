export const priorities = [
  { value: 1, name: 'High', bars: 3 },
  { value: 2, name: 'Medium', bars: 2 },
  { value: 3, name: 'Low', bars: 1 },
] as const;

/** Three bars, of which as many are full as the priority is high. */
export function PriorityMark({ value }: { value: number }) {
  const { name, bars } = priorities.find((one) => one.value === value) ?? priorities[1];
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" role="img" aria-label={`${name} priority`} className={bars === 3 ? 'shrink-0 text-warn' : 'shrink-0 text-faint'}>
      <title>{`${name} priority`}</title>
      {[0, 1, 2].map((bar) => (
        <rect key={bar} x={1 + bar * 4.5} y={9 - bar * 3.5} width="3" height={4 + bar * 3.5} rx="1" fill="currentColor" opacity={bar < bars ? 1 : 0.28} />
      ))}
    </svg>
  );
}
