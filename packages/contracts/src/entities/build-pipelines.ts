import { z } from 'zod';
import { defineEntity } from '../entity.ts';
import { Id, PageQuery, Timestamp } from '../ids.ts';

export const PipelineProvider = z.enum(['github_actions', 'gitlab_ci', 'bitbucket_pipelines']);
export type PipelineProvider = z.infer<typeof PipelineProvider>;

/** A branch or tag, or a path of letters that mean nothing to any shell or file format. */
export const PlainRef = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9._/+@-]{0,198}[A-Za-z0-9_])?$/, 'must be the name of a branch or tag, of letters, digits and . _ / + @ -').refine((ref) => !/\.\.|\/\/|@\{/.test(ref), 'is no name of a branch or tag');

const Inputs = z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]{0,99}$/), z.string().max(5000)).refine((inputs) => Object.keys(inputs).length <= 25, 'at most 25');

/** `inputs`: of each run that is started here. A value `$env.NAME` is that variable of the pipeline's own sets. */
export const PipelineConfig = z.strictObject({
  workflow: z.string().max(300).regex(/^[A-Za-z0-9._/-]*$/, 'must be the name of a file, such as ci.yml').default('').meta({ title: 'Workflow', description: 'Its file at GitHub; the others have one pipeline a repository', examples: ['ci.yml'] }),
  ref: PlainRef.nullable().default(null).meta({ title: 'Branch or tag', description: 'What is run where nobody says; empty: the default branch', examples: ['main'] }),
  inputs: Inputs.default({}).meta({ title: 'Inputs', description: 'What each run started here gets, as JSON; the value "$env.NAME" is a variable of this pipeline', examples: [{ environment: 'staging' }] }),
});
export type PipelineConfig = z.output<typeof PipelineConfig>;

export const buildPipelines = defineEntity({
  name: 'build-pipelines',
  one: 'build pipeline',
  title: 'Build pipelines',
  about: 'The pipelines of your repositories at their forges. One is added by itself when a webhook first tells of it. Its runs are followed, and can be started and repeated from here.',
  fields: {
    projectId: Id.nullable().default(null).meta({ title: 'Project' }),
    repositoryId: Id.meta({ title: 'Repository', examples: ['3'] }),
    provider: PipelineProvider.meta({ title: 'Forge', description: 'Whose pipelines they are: that of the repository' }),
    name: z.string().trim().min(1).max(200).meta({ title: 'Name', examples: ['CI'] }),
    config: PipelineConfig.default({ workflow: '', ref: null, inputs: {} }).meta({ title: 'Settings', description: 'workflow: the file at GitHub; ref: what is run where nobody says; inputs: what each run started here gets', examples: [{ workflow: 'ci.yml', ref: 'main', inputs: {} }] }),
    enabled: z.boolean().default(true).meta({ title: 'Enabled', description: 'No: its runs are followed, and none is started from here' }),
  },
  fixed: ['repositoryId', 'provider'],
  extra: { discovered: z.boolean(), archivedAt: Timestamp.nullable() },
  filters: ['projectId', 'repositoryId', 'enabled'],
  archives: true,
});

export const PipelineRunStatus = z.enum(['queued', 'in_progress', 'completed']);

export const PipelineRunView = z.object({
  id: Id,
  pipelineId: Id,
  pipeline: z.string(),
  repositoryId: Id,
  repository: z.string(),
  projectId: Id.nullable(),
  externalRunId: z.string(),
  /** The forge's own count. */
  number: z.int(),
  attempt: z.int(),
  status: PipelineRunStatus,
  /** The forge's own word; null while it goes on. */
  conclusion: z.string().nullable(),
  url: z.string(),
  headSha: z.string(),
  headRef: z.string(),
  pullRequest: z.int().nullable(),
  ticketId: Id.nullable(),
  startedAt: Timestamp.nullable(),
  completedAt: Timestamp.nullable(),
  /** By the forge's clock. */
  updatedAt: Timestamp,
});
export type PipelineRunView = z.infer<typeof PipelineRunView>;

/** `GET /pipeline-runs`: the newest first. */
export const PipelineRunQuery = PageQuery.extend({ pipelineId: Id.optional(), projectId: Id.optional(), repositoryId: Id.optional(), ticketId: Id.optional(), status: PipelineRunStatus.optional(), headSha: z.string().max(64).optional() });

/** `GET /pipeline-runs/:id/log`: the end of what failed, with the pipeline's own secrets masked. */
export const PipelineLog = z.object({ text: z.string() });

/** `POST /build-pipelines/:id/runs`. */
export const TriggerPipelineBody = z.strictObject({ ref: PlainRef.optional(), inputs: Inputs.default({}) });
/** `POST /pipeline-runs/:id/rerun`. */
export const RerunPipelineBody = z.strictObject({ only: z.enum(['failed', 'all']).default('all') });
/** `POST /build-pipelines/:id/refresh`. */
export const RefreshedPipeline = z.object({ runs: z.int(), changed: z.int() });
