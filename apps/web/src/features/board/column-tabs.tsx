import { type RefObject, useEffect, useRef, useState } from 'react';
import { cx } from '../../lib/class-names.ts';

type ColumnTabsProps = { columns: { key: string; title: string; count: number }[]; scroller: RefObject<HTMLElement | null> };

/** On a phone one column fills the screen; these say which, and lead to the others. */
export function ColumnTabs({ columns, scroller }: ColumnTabsProps) {
  const [shown, setShown] = useState(columns[0]?.key);
  const tabs = useRef<HTMLElement>(null);
  useEffect(() => {
    void tabs.current?.querySelector(`[data-tab="${CSS.escape(shown ?? '')}"]`)?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
  }, [shown]);
  useEffect(() => {
    const root = scroller.current;
    if (root === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        const seen = entries.find((entry) => entry.isIntersecting)?.target;
        if (seen instanceof HTMLElement) setShown(seen.dataset['column']);
      },
      { root, threshold: 0.7 },
    );
    for (const column of root.querySelectorAll('[data-column]')) observer.observe(column);
    // Begin where something waits for a decision, else where there is anything at all.
    (root.querySelector('[data-asks]') ?? root.querySelector('[data-ticket]'))?.closest('[data-column]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
    return () => observer.disconnect();
  }, [scroller]);

  const goTo = (key: string) => scroller.current?.querySelector(`[data-column="${CSS.escape(key)}"]`)?.scrollIntoView({ behavior: 'smooth', inline: 'center', block: 'nearest' });
  return (
    <nav ref={tabs} aria-label="Columns" className="flex shrink-0 gap-1 overflow-x-auto px-4 pb-2.5 [scrollbar-width:none] sm:hidden">
      {columns.map((column) => (
        <button
          key={column.key}
          type="button"
          data-tab={column.key}
          aria-current={column.key === shown}
          onClick={() => goTo(column.key)}
          className={cx('h-8 rounded-full px-3 text-[13px] whitespace-nowrap', column.key === shown ? 'bg-ink font-medium text-canvas' : 'bg-sunken text-muted')}
        >
          {column.title} <span className="tabular-nums">{column.count}</span>
        </button>
      ))}
    </nav>
  );
}
