import type { ReactNode } from 'react';
import type { Pages } from '../lib/use-pages.ts';
import { Button } from './button.tsx';
import { ProblemNote } from './problem-note.tsx';
import { SkeletonList } from './skeleton.tsx';

type PagesListProps<Item> = { pages: Pages<Item>; /** What is being read, for those who don't see the skeleton. */ label: string; empty: ReactNode; children: (items: Item[]) => ReactNode };

/** A list that comes page by page, in each of its states: being read, failed, empty, there, and going on. */
export function PagesList<Item>({ pages, label, empty, children }: PagesListProps<Item>) {
  if (pages.error) return <ProblemNote error={pages.error} onRetry={pages.retry} />;
  if (pages.items === undefined) return <SkeletonList count={3} label={label} className="h-14" />;
  if (pages.items.length === 0) return empty;
  return (
    <>
      {children(pages.items)}
      {pages.more === null ? null : (
        <Button className="self-center" busy={pages.loadingMore} onClick={pages.more}>
          {pages.loadingMore ? 'Loading…' : 'Show more'}
        </Button>
      )}
    </>
  );
}
