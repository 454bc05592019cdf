import { useSyncExternalStore } from 'react';

const key = 'lime-last-project';
const listeners = new Set<() => void>();

/** The project that was looked at last, also before this page was loaded; null when there was none. */
function lastProject(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function rememberProject(projectId: string): void {
  try {
    localStorage.setItem(key, projectId);
  } catch {
    // Storage is switched off: the first project is shown next time.
  }
  for (const listener of listeners) listener();
}

export function useLastProject(): string | null {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, lastProject);
}
