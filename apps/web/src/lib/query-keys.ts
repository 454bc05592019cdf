/** The keys of everything that is read: what one feature changes, another may hold. */
export const keys = {
  me: ['me'] as const,
  projects: ['projects'] as const,
  board: (projectId: string) => ['board', projectId] as const,
  boards: ['board'] as const,
  budgets: (projectId: string) => ['budgets', projectId] as const,
  ticket: (ticketId: string) => ['ticket', ticketId] as const,
  runs: ['runs'] as const,
  run: (runId: string) => ['run', runId] as const,
  artifactText: (artifactId: string, whole: boolean) => ['artifact-text', artifactId, whole] as const,
  recipes: ['recipes'] as const,
  limits: ['limits'] as const,
  runners: ['runners'] as const,
  runnerTokens: ['runner-tokens'] as const,
};
