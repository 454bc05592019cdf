import { z } from 'zod';
import { defineEntity } from '../entity.ts';
import { Id, Json, PageQuery, Timestamp } from '../ids.ts';
import { GatePolicy } from '../workflow-spec.ts';
import { PlainRef } from './build-pipelines.ts';

const VarName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'must be the name of a variable');
const Word = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/, 'must be letters, digits and . _ -');
/** Text in which `{{sha}}`, `{{shortSha}}`, `{{ref}}` and `{{target}}` are filled in. */
const Template = (most: number) => z.string().min(1).max(most).refine((text) => !text.includes('\0'), 'must not hold a NUL');

/** Posts a signed message to a server of yours, which does the rest. */
const WebhookConfig = z.strictObject({
  provider: z.literal('webhook'),
  url: z.url({ protocol: /^https?$/ }).max(2000).refine((url) => !URL.canParse(url) || (new URL(url).username === '' && new URL(url).password === ''), 'must hold no user and password: what is sent is signed'),
  /** The variable of the target's own sets whose value signs the message: `whsec_…` in base64, or any text. */
  secretVar: VarName.default('WEBHOOK_SECRET'),
  /** What the message says besides. */
  payload: z.record(z.string().max(100), Json).default({}),
  /** The receiver heeds `Idempotency-Key`: what nobody knows the end of may be sent again. */
  repeatable: z.boolean().default(false),
  timeoutSeconds: z.int().min(1).max(120).default(30),
});

const hostKey = /^(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)|sk-[a-z0-9@.-]+) [A-Za-z0-9+/]+=*(?: [^\s]{1,200})?$/;

/** Runs a command on a machine of yours. */
const SshConfig = z.strictObject({
  provider: z.literal('ssh'),
  host: z.string().max(253).regex(/^(?:[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)$/, 'must be a host name or an address'),
  port: z.int().min(1).max(65_535).default(22),
  user: z.string().regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/, 'must be the name of a user'),
  /** By which the machine is known, as its `/etc/ssh/ssh_host_ed25519_key.pub` begins. */
  hostKey: z.string().max(5000).regex(hostKey, 'must be a public key, such as ssh-ed25519 AAAA…'),
  command: Template(8000),
  /** The variable of the target's own sets that holds the private key, without passphrase. The others are in the command's environment. */
  keyVar: VarName.default('SSH_PRIVATE_KEY'),
  /** The command is killed after this. */
  timeoutSeconds: z.int().min(1).max(3600).default(600),
});

/** Shows the manifest that somebody applies; nothing is applied from here. */
const KubernetesConfig = z.strictObject({ provider: z.literal('k8s'), context: Word.nullable().default(null), namespace: Word.default('default'), manifest: Template(200_000) });

/** Shows the requests that somebody makes; none is made from here. */
const EcsConfig = z.strictObject({ provider: z.literal('ecs'), region: Word, cluster: Word, service: Word, family: Word, container: Word, image: Template(1000) });

export const DeploymentConfig = z.discriminatedUnion('provider', [WebhookConfig, SshConfig, KubernetesConfig, EcsConfig]);
export type DeploymentConfig = z.output<typeof DeploymentConfig>;
export const DeploymentProvider = z.enum(['webhook', 'ssh', 'k8s', 'ecs']);
export type DeploymentProvider = z.infer<typeof DeploymentProvider>;

export const deploymentTargets = defineEntity({
  name: 'deployment-targets',
  one: 'deployment target',
  title: 'Deployment targets',
  about: 'Where a project is deployed to. Every deployment is rendered first, asked of hooks, approved by people as it was rendered, and made once. Secrets do not stand here but in the variables of the target.',
  fields: {
    projectId: Id.meta({ title: 'Project', description: 'The project, by its key or id' }),
    name: z.string().trim().min(1).max(100).regex(/^[A-Za-z0-9][A-Za-z0-9._ -]*$/, 'must be letters, digits, spaces and . _ -').meta({ title: 'Name', examples: ['production'] }),
    config: DeploymentConfig.meta({ title: 'Settings', description: 'By its provider: webhook {url}, ssh {host, user, hostKey, command}, k8s {manifest} or ecs {…}, see docs/deployments.md', examples: [{ provider: 'webhook', url: 'https://deploy.example.org/shop' }] }),
    gate: GatePolicy.default({ approvals: 1, roles: [], authorMayApprove: false }).meta({ title: 'Approval', description: 'How many must say yes, of which roles, and whether who asked may', examples: [{ approvals: 1, roles: ['admin'], authorMayApprove: false }] }),
    enabled: z.boolean().default(true).meta({ title: 'Enabled' }),
  },
  fixed: ['projectId'],
  extra: { provider: DeploymentProvider },
  filters: ['projectId', 'enabled'],
});

const Note = z.string().trim().max(1000).default('');
const CommitId = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'must be the full id of a commit');

/** `POST /deployment-targets/:id/deployments`: a branch or tag, a commit, or what a run has pushed; the default branch where none is named. */
export const DeployBody = z
  .strictObject({ ref: PlainRef.optional(), sha: CommitId.optional(), runId: Id.optional(), /** Of the project's; its default one when left out. */ repositoryId: Id.optional(), note: Note })
  .refine(({ ref, sha, runId }) => [ref, sha, runId].filter((one) => one !== undefined).length <= 1, { path: ['ref'], message: 'name one of ref, sha and runId' });
/** `POST /deployment-targets/:id/rollback`. */
export const RollbackBody = z.strictObject({ note: Note });

/** `rendered`: it was shown, and nothing was applied. `unknown`: nobody can tell whether it happened, and a person is to look. */
export const DeploymentStatus = z.enum(['preparing', 'waiting_approval', 'deploying', 'succeeded', 'rendered', 'refused', 'failed', 'cancelled', 'unknown']);
export type DeploymentStatus = z.infer<typeof DeploymentStatus>;

export const DeploymentView = z.object({
  id: Id,
  targetId: Id,
  target: z.string(),
  projectId: Id,
  provider: DeploymentProvider,
  runId: Id,
  status: DeploymentStatus,
  /** Null until it is known. */
  sha: z.string().nullable(),
  ref: z.string().nullable(),
  note: z.string(),
  /** The deployment that it takes back to. */
  rollbackTo: Id.nullable(),
  requestedBy: Id.nullable(),
  requestedByName: z.string().nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  createdAt: Timestamp,
  startedAt: Timestamp.nullable(),
  endedAt: Timestamp.nullable(),
});
export type DeploymentView = z.infer<typeof DeploymentView>;

/** `GET /deployments`: the newest first. */
export const DeploymentQuery = PageQuery.extend({ targetId: Id.optional(), projectId: Id.optional(), status: DeploymentStatus.optional(), sha: z.string().max(64).optional() });

const common = { deploymentId: Id, target: z.object({ id: Id, name: z.string() }), repository: z.string().nullable(), sha: z.string(), ref: z.string().nullable(), note: z.string(), /** Names; their values come in when it is applied. */ variables: z.array(z.string()) };

/** Exactly what a deployment applies: the artifact that people approve. */
export const DeploymentPlan = z.discriminatedUnion('provider', [
  z.object({ ...common, provider: z.literal('webhook'), url: z.string(), secretVar: z.string(), repeatable: z.boolean(), timeoutSeconds: z.int(), body: z.record(z.string(), Json) }),
  z.object({ ...common, provider: z.literal('ssh'), host: z.string(), port: z.int(), user: z.string(), hostKey: z.string(), keyVar: z.string(), timeoutSeconds: z.int(), command: z.string(), environment: z.record(z.string(), z.string()) }),
  z.object({ ...common, provider: z.literal('k8s'), applies: z.literal(false), command: z.string(), manifest: z.array(z.string()) }),
  z.object({ ...common, provider: z.literal('ecs'), applies: z.literal(false), requests: z.array(z.record(z.string(), Json)) }),
]);
export type DeploymentPlan = z.infer<typeof DeploymentPlan>;
