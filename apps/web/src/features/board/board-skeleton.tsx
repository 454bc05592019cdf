import { defaultColumns } from '@lime/contracts';
import { Skeleton } from '../../components/skeleton.tsx';

/** The board's own shape, so that nothing jumps when it comes. */
export function BoardSkeleton() {
  return (
    <div role="status" aria-label="Loading the board" className="flex h-full flex-col overflow-hidden">
      <div className="flex items-center gap-3 px-4 pt-3 pb-3 sm:px-5">
        <Skeleton className="h-7 w-40" />
        <Skeleton className="ml-auto hidden h-9 w-56 sm:block" />
        <Skeleton className="h-9 w-28" />
      </div>
      <div className="flex flex-1 gap-2.5 px-4 pb-4 sm:px-5">
        {defaultColumns.map((column, index) => (
          <div key={column.key} className="flex w-[82vw] shrink-0 flex-col gap-2 rounded-2xl bg-sunken/70 p-2 pt-11 sm:w-auto sm:min-w-46 sm:flex-1">
            {Array.from({ length: index % 3 }, (_, card) => (
              <Skeleton key={card} className="h-24" />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
