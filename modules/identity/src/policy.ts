/** What each role may do, as data. `*` is everything. Every tenant starts with these. */
export const defaultRoles: Record<string, string[]> = {
  admin: ['*'],
  pm: ['project.manage', 'secret.manage', 'board.write', 'run.start', 'run.cancel', 'gate.decide'],
  dev: ['board.write', 'run.start', 'run.cancel', 'gate.decide'],
  qa: ['board.write', 'gate.decide'],
};
