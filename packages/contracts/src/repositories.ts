import { z } from 'zod';
import { ConnectorProvider } from './connectors.ts';
import { Id, Timestamp } from './ids.ts';

/** A repository that agents may be given to work on. */
export const RepositoryView = z.object({
  id: Id,
  connectorId: Id,
  provider: ConnectorProvider,
  owner: z.string(),
  name: z.string(),
  fullName: z.string(),
  /** What is cloned; holds no credential. */
  cloneUrl: z.string(),
  /** Where people look at it. */
  webUrl: z.string().nullable(),
  defaultBranch: z.string(),
  isEnabled: z.boolean(),
  /** It was removed here, and is kept for the history of what was done in it. */
  archivedAt: Timestamp.nullable(),
  version: z.int(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type RepositoryView = z.infer<typeof RepositoryView>;

/** `POST /repositories`: by its name at the forge, or by its address where the connector is a plain git server. */
export const ImportRepositoryBody = z.union([
  z.strictObject({ connectorId: Id, fullName: z.string().trim().regex(/^[\w.-]+(\/[\w.-]+)+$/, 'must be owner/name').max(400) }),
  z.strictObject({ connectorId: Id, url: z.string().trim().min(1).max(2000) }),
]);
export type ImportRepositoryBody = z.input<typeof ImportRepositoryBody>;

export const UpdateRepositoryBody = z.strictObject({ isEnabled: z.boolean(), version: z.int().optional() });

/** A repository as a project has it. The default one is worked on where nobody says which. */
export const ProjectRepositoryView = z.object({ repository: RepositoryView, isDefault: z.boolean() });
export type ProjectRepositoryView = z.infer<typeof ProjectRepositoryView>;

/** `POST /projects/:id/repositories`. The first of a project is its default. */
export const AttachRepositoryBody = z.strictObject({ repositoryId: Id, isDefault: z.boolean().default(false) });

/** What opens a repository's server, in the answer to a claim and nowhere else. */
export const RepositoryAccess = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('password'), username: z.string(), password: z.string() }),
  z.object({ kind: z.literal('ssh_key'), privateKey: z.string(), /** `known_hosts` lines; null: the first answer is believed. */ hostKeys: z.string().nullable() }),
]);
export type RepositoryAccess = z.infer<typeof RepositoryAccess>;
