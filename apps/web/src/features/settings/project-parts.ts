/** The parts of a project's settings, each with an address of its own. */
export const projectParts = ['general', 'work', 'board', 'repositories', 'network', 'variables', 'budget'] as const;
export type ProjectPart = (typeof projectParts)[number];

export const partNames: Record<ProjectPart, string> = { general: 'General', work: 'Work', board: 'Board', repositories: 'Repositories', network: 'Network', variables: 'Variables', budget: 'Budget' };
