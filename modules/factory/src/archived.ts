import type { Problem } from '@lime/kernel';

/** 409: the project was put away. */
export function archived(key: string): Problem {
  return { status: 409, code: 'project_archived', title: 'The project is archived', detail: `${key} takes no new work. Bring it back first: POST /projects/:id/unarchive.` };
}
