/** What each role may do, as data. `*` is everything. Every tenant starts with these. */
export const defaultRoles: Record<string, { about: string; permissions: string[] }> = {
  admin: { about: 'Everything', permissions: ['*'] },
  pm: {
    about: 'Plans the work and what it may cost',
    permissions: ['project.manage', 'secret.manage', 'board.write', 'run.start', 'run.cancel', 'gate.decide', 'instruction.manage', 'hook.manage', 'connector.manage', 'repository.manage', 'pipeline.manage', 'deploy.run', 'budget.manage', 'key.manage'],
  },
  dev: { about: 'Works on tickets with agents', permissions: ['board.write', 'run.start', 'run.cancel', 'gate.decide', 'instruction.manage', 'repository.manage', 'pipeline.manage', 'deploy.run', 'key.manage'] },
  qa: { about: 'Looks at what was made, and decides', permissions: ['board.write', 'gate.decide', 'key.manage'] },
};

/** Its holders can do everything; a tenant always has an active one. */
export const adminRole = 'admin';
