import { z } from 'zod';

/** Everything that a role can allow. Looking is not among it, but for the audit log: every member may look. */
export const permissions = {
  'project.manage': 'make projects and set them up',
  'project.delete': 'delete projects for good',
  'board.write': 'make, change and move tickets',
  'run.start': 'let agents work, and talk to them',
  'run.cancel': 'stop work',
  'gate.decide': 'approve and reject at gates',
  'effect.resolve': 'say what became of an effect whose outcome is unknown',
  'secret.manage': 'set environment variables and secrets',
  'instruction.manage': 'say how agents work, and with which tools',
  'hook.manage': 'write hooks',
  'connector.manage': 'connect forges',
  'repository.manage': 'import and attach repositories',
  'pipeline.manage': 'set up build pipelines and deployment targets',
  'deploy.run': 'deploy',
  'budget.manage': 'set budgets',
  'model.manage': 'set what is kept of talk with models',
  'runner.manage': 'let machines in that do the work, and limit it',
  'key.manage': 'make API keys of their own',
  'member.manage': 'invite, change and disable members, and see all API keys',
  'role.manage': 'make and change roles',
  'audit.read': 'read the audit log',
} as const;

/** `*`: everything there is, and what will be. */
export const PermissionName = z.string().refine((name) => name === '*' || Object.hasOwn(permissions, name), 'is not a permission: see GET /permissions');

export const PermissionView = z.object({ name: z.string(), about: z.string() });
export type PermissionView = z.infer<typeof PermissionView>;
