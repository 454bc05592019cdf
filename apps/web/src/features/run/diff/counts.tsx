/** `+12 −3` in colours; nothing where nothing was counted. */
export function Counts({ insertions, deletions }: { insertions: number; deletions: number }) {
  if (insertions + deletions === 0) return null;
  return (
    <span className="shrink-0 font-mono text-xs tabular-nums">
      <span className="text-ok">+{insertions.toLocaleString('en-US')}</span> <span className="text-bad">−{deletions.toLocaleString('en-US')}</span>
    </span>
  );
}
