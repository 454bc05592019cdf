import { useEffect } from 'react';

export function usePageTitle(title: string | null): void {
  useEffect(() => {
    document.title = title === null ? 'Assembly Lime' : `${title} · Assembly Lime`;
  }, [title]);
}
