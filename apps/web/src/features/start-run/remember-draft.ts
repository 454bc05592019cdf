import { emptyDraft, RunDraft } from './run-draft.ts';

const key = (projectId: string) => `lime-run-draft-${projectId}`;

/** The last draft that started a run in this project: most runs differ little from the one before. */
export function recallDraft(projectId: string): RunDraft {
  try {
    return RunDraft.safeParse(JSON.parse(localStorage.getItem(key(projectId)) ?? '')).data ?? emptyDraft;
  } catch {
    return emptyDraft;
  }
}

export function rememberDraft(projectId: string, draft: RunDraft): void {
  try {
    localStorage.setItem(key(projectId), JSON.stringify(draft));
  } catch {
    // Storage is switched off: the next form starts empty.
  }
}
