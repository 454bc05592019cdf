import { z } from 'zod';
import { defineEntity } from '../entity.ts';
import { Id, Json, PageQuery, Timestamp } from '../ids.ts';
import { GatePolicy } from '../workflow-spec.ts';
import { PlainRef } from './build-pipelines.ts';

const VarName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'must be the name of a variable');
const Word = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/, 'must be letters, digits and . _ -');
const filledIn = 'Filled in: {{sha}}, {{shortSha}}, {{ref}} and {{target}}';
const Template = (most: number) => z.string().min(1).max(most).refine((text) => !text.includes('\0'), 'must not hold a NUL');

const WebhookConfig = z.strictObject({
  provider: z.literal('webhook'),
  url: z.url({ protocol: /^https?$/ }).max(2000).refine((url) => !URL.canParse(url) || (new URL(url).username === '' && new URL(url).password === ''), 'must hold no user and password: what is sent is signed').meta({ title: 'Address', description: 'What it is posted to', examples: ['https://deploy.example.org/shop'] }),
  /** `whsec_…` in base64, or any text. */
  secretVar: VarName.default('WEBHOOK_SECRET').meta({ title: 'Signed with', description: 'The name of the variable of this target that signs the message' }),
  payload: z.record(z.string().max(100), Json).default({}).meta({ title: 'Payload', description: 'What the message says besides, as JSON', examples: [{ channel: 'blue' }] }),
  repeatable: z.boolean().default(false).meta({ title: 'May be sent again', description: 'The receiver heeds Idempotency-Key: what nobody knows the end of is sent once more' }),
  timeoutSeconds: z.int().min(1).max(120).default(30).meta({ title: 'Time', description: 'Seconds that the answer may take' }),
}).meta({ description: 'Posts a signed message to a server of yours, which does the rest' });

const hostKey = /^(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)|sk-[a-z0-9@.-]+) [A-Za-z0-9+/]+=*(?: [^\s]{1,200})?$/;

const SshConfig = z.strictObject({
  provider: z.literal('ssh'),
  host: z.string().max(253).regex(/^(?:[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)$/, 'must be a host name or an address').meta({ title: 'Host', examples: ['deploy.example.org'] }),
  port: z.int().min(1).max(65_535).default(22).meta({ title: 'Port' }),
  user: z.string().regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/, 'must be the name of a user').meta({ title: 'User', examples: ['deploy'] }),
  hostKey: z.string().max(5000).regex(hostKey, 'must be a public key, such as ssh-ed25519 AAAA…').meta({ title: 'Host key', description: 'By which the machine is known: its /etc/ssh/ssh_host_ed25519_key.pub', examples: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ5fV0H0sYz0Yl0mF0O2b5yqkQ0nR7mB8hX5Yk7Tn6aP'] }),
  command: Template(8000).meta({ title: 'Command', description: filledIn, examples: ['cd /srv/shop && ./deploy.sh {{sha}}'] }),
  keyVar: VarName.default('SSH_PRIVATE_KEY').meta({ title: 'Key', description: 'The variable of this target that holds the private key, without passphrase; its other variables are in the environment of the command' }),
  timeoutSeconds: z.int().min(1).max(3600).default(600).meta({ title: 'Time', description: 'Seconds after which the command is killed' }),
}).meta({ description: 'Runs a command on a machine of yours' });

const KubernetesConfig = z.strictObject({
  provider: z.literal('k8s'),
  context: Word.nullable().default(null).meta({ title: 'Context', description: 'Of kubectl', examples: ['production'] }),
  namespace: Word.default('default').meta({ title: 'Namespace' }),
  manifest: Template(200_000).meta({ title: 'Manifest', description: filledIn, examples: ['apiVersion: apps/v1\nkind: Deployment\n…'] }),
}).meta({ description: 'Shows the manifest that somebody applies; nothing is applied from here' });

const EcsConfig = z.strictObject({
  provider: z.literal('ecs'),
  region: Word.meta({ title: 'Region', examples: ['eu-central-1'] }),
  cluster: Word.meta({ title: 'Cluster', examples: ['shop'] }),
  service: Word.meta({ title: 'Service', examples: ['web'] }),
  family: Word.meta({ title: 'Task family', description: 'Of the task definition', examples: ['shop-web'] }),
  container: Word.meta({ title: 'Container', description: 'That gets the new image', examples: ['web'] }),
  image: Template(1000).meta({ title: 'Image', description: filledIn, examples: ['registry.example.org/shop:{{sha}}'] }),
}).meta({ description: 'Shows the requests that somebody makes; none is made from here' });

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
  extra: { provider: DeploymentProvider, archivedAt: Timestamp.nullable() },
  filters: ['projectId', 'enabled'],
  archives: true,
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
  /** Null: its target went with its project. */
  targetId: Id.nullable(),
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
