import { z } from 'zod';
import { ForgeProvider } from './forge-events.ts';
import { Id, Timestamp } from './ids.ts';

/** A forge, or `git`: any server that speaks git, reached by the address of a repository. */
export const ConnectorProvider = z.enum([...ForgeProvider.options, 'git']);
export type ConnectorProvider = z.infer<typeof ConnectorProvider>;

/** How a connector proves who it is. */
export const ConnectorAuth = z.enum(['oauth', 'app', 'token', 'password', 'ssh_key', 'none']);
export type ConnectorAuth = z.infer<typeof ConnectorAuth>;

/** A way into a forge. What it opens it with is never in a view. */
export const ConnectorView = z.object({
  id: Id,
  provider: ConnectorProvider,
  auth: ConnectorAuth,
  name: z.string(),
  /** The forge's own address, as people open it; of `git`, the repository's. */
  url: z.string(),
  /** As whom it acts, as the provider said at the last check. */
  account: z.string().nullable(),
  /** What the provider said it may do. */
  scopes: z.array(z.string()),
  /** The SSH host keys that the server is known by: `known_hosts` lines. */
  hostKeys: z.string().nullable(),
  status: z.enum(['active', 'revoked']),
  /** Why it did not work at the last check. */
  problem: z.string().nullable(),
  checkedAt: Timestamp.nullable(),
  version: z.int(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  revokedAt: Timestamp.nullable(),
});
export type ConnectorView = z.infer<typeof ConnectorView>;

const Name = z.string().trim().min(1).max(100);
const Secret = z.string().trim().min(6, 'is too short to be one').max(10_000);
const PrivateKey = Secret.refine((text) => text.includes('PRIVATE KEY-----'), 'is not a private key in PEM or OpenSSH form').transform((text) => `${text}\n`);
const WebUrl = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }).max(500);
const named = { name: Name.optional() };
/** Bitbucket's app passwords go with a user name. */
const Username = z.string().trim().min(1).max(200).regex(/^[^:\r\n]+$/, 'must not hold a colon');

/** `POST /connectors`. The credential is tried before it is kept. */
export const CreateConnectorBody = z.discriminatedUnion('auth', [
  z.strictObject({ auth: z.literal('token'), provider: ForgeProvider, ...named, url: WebUrl.optional(), username: Username.optional(), token: Secret }),
  z.strictObject({ auth: z.literal('app'), provider: z.literal('github'), ...named, url: WebUrl.optional(), appId: z.string().regex(/^\d{1,20}$/, 'must be the number of the app'), installationId: z.string().regex(/^\d{1,20}$/, 'must be the number of the installation'), privateKey: PrivateKey }),
  z.strictObject({ auth: z.literal('password'), provider: z.literal('git'), ...named, url: WebUrl, username: Username, password: Secret }),
  z.strictObject({ auth: z.literal('ssh_key'), provider: z.literal('git'), ...named, url: z.string().trim().min(1).max(500), privateKey: PrivateKey, hostKeys: z.string().trim().min(1).max(10_000).optional() }),
  z.strictObject({ auth: z.literal('none'), provider: z.literal('git'), ...named, url: WebUrl }),
]);
export type CreateConnectorBody = z.input<typeof CreateConnectorBody>;

export const UpdateConnectorBody = z.strictObject({ name: Name, version: z.int().optional() });

/** `POST /connectors/github/oauth`: where the person goes to say yes, and to what. */
export const ConnectorOAuthStart = z.object({ url: z.url(), scopes: z.array(z.string()), expiresAt: Timestamp });
export type ConnectorOAuthStart = z.infer<typeof ConnectorOAuthStart>;

/** A repository that a connector can see. */
export const AvailableRepository = z.object({
  fullName: z.string(),
  url: z.string(),
  defaultBranch: z.string().nullable(),
  private: z.boolean(),
  /** Whether the connector may push to it; null when the provider does not say. */
  mayPush: z.boolean().nullable(),
  /** The repository of ours, when it is imported already. */
  repositoryId: Id.nullable(),
});
export type AvailableRepository = z.infer<typeof AvailableRepository>;
