import {
  ArtifactView,
  AttemptsView,
  BudgetView,
  ConcurrencyLimit,
  CostPage,
  CreatedRunnerToken,
  EnvVarSet,
  EnvVarView,
  GateView,
  MessageAnswer,
  ModelAvailability,
  ModelCallView,
  Project,
  RotationReport,
  RunDetail,
  RunnerTokenView,
  RunnerView,
  RunPage,
  RunSummary,
  SecretsStatus,
  Timestamp,
  WhyView,
  pageOf,
  type CreateEnvVarSetBody,
  type CreateProjectBody,
  type DecideGateBody,
  type SetBudgetBody,
  type SetEnvVarBody,
  type SetLimitBody,
  type StartAttemptsBody,
  type StartRunBody,
  type UpdateProjectBody,
} from '@lime/contracts';
import { z } from 'zod';
import type { Connection } from './find-connection.ts';
import { forgeCalls } from './forge-calls.ts';
import { identityCalls } from './identity-calls.ts';
import { operatorOf } from './operator-of.ts';
import { request, requestJson } from './request.ts';
import { webhookCalls } from './webhook-calls.ts';

const Recipe = z.object({ name: z.string(), title: z.string(), description: z.string() });
const SignInLink = z.object({ url: z.url(), expiresAt: Timestamp });
const listOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item) });

export type Client = ReturnType<typeof createClient>;

/** The server's API, one method an operation; answers are checked against the contracts. */
export function createClient(connection: Connection) {
  const get = <T>(schema: z.ZodType<T>, path: string) => requestJson(connection, schema, { path });
  const post = <T>(schema: z.ZodType<T>, path: string, body: unknown = {}) => requestJson(connection, schema, { method: 'POST', path, body });
  const put = <T>(schema: z.ZodType<T>, path: string, body: unknown) => requestJson(connection, schema, { method: 'PUT', path, body });
  const id = encodeURIComponent;
  return {
    connection,
    ...webhookCalls(connection),
    ...forgeCalls(connection),
    projects: async () => (await get(listOf(Project), '/projects')).items,
    createProject: (body: z.input<typeof CreateProjectBody>) => post(Project, '/projects', body),
    updateProject: (projectId: string, body: z.input<typeof UpdateProjectBody>) => requestJson(connection, Project, { method: 'PATCH', path: `/projects/${id(projectId)}`, body }),
    budgets: async (projectId: string) => (await get(listOf(BudgetView), `/projects/${id(projectId)}/budgets`)).items,
    setBudget: (projectId: string, body: z.input<typeof SetBudgetBody>) => put(BudgetView, `/projects/${id(projectId)}/budgets`, body),
    startRun: (body: StartRunBody) => post(RunSummary, '/agent-runs', body),
    startAttempts: async (body: StartAttemptsBody) => (await post(listOf(RunSummary), '/agent-runs/attempts', body)).items,
    attempts: (runId: string) => get(AttemptsView, `/agent-runs/${id(runId)}/attempts`),
    modelCalls: (runId: string, after?: string) => get(pageOf(ModelCallView), `/agent-runs/${id(runId)}/model-calls${after === undefined ? '' : `?cursor=${encodeURIComponent(after)}`}`),
    costs: (query: Record<string, string>) => get(CostPage, `/costs?${new URLSearchParams(query).toString()}`),
    runs: (query: Record<string, string>) => get(RunPage, `/agent-runs?${new URLSearchParams(query).toString()}`),
    run: (runId: string) => get(RunDetail, `/agent-runs/${id(runId)}`),
    cancelRun: (runId: string) => post(RunSummary, `/agent-runs/${id(runId)}/cancel`),
    redoRun: (runId: string, note: string) => post(RunSummary, `/agent-runs/${id(runId)}/redo`, { note }),
    sendMessage: (runId: string, text: string) => post(MessageAnswer, `/agent-runs/${id(runId)}/messages`, { text }),
    why: (runId: string) => get(WhyView, `/agent-runs/${id(runId)}/why`),
    artifacts: async (runId: string) => (await get(listOf(ArtifactView), `/agent-runs/${id(runId)}/artifacts`)).items,
    /** The artifact's bytes, to be read as they come. */
    artifactContent: (artifactId: string) => request(connection, { path: `/artifacts/${id(artifactId)}/content` }),
    decideGate: (gateId: string, body: DecideGateBody) => post(GateView, `/gates/${id(gateId)}/decision`, body),
    recipes: async () => (await get(listOf(Recipe), '/recipes')).items,
    limits: async () => (await get(listOf(ConcurrencyLimit), '/concurrency-limits')).items,
    setLimit: async (limit: SetLimitBody) => (await put(listOf(ConcurrencyLimit), '/concurrency-limits', limit)).items,
    models: async () => (await get(listOf(ModelAvailability), '/models')).items,
    runners: async () => (await get(listOf(RunnerView), '/runners')).items,
    runnerTokens: async () => (await get(listOf(RunnerTokenView), '/runner-tokens')).items,
    createRunnerToken: (name: string) => post(CreatedRunnerToken, '/runner-tokens', { name }),
    revokeRunnerToken: (tokenId: string) => request(connection, { method: 'DELETE', path: `/runner-tokens/${id(tokenId)}` }),
    sharedRunnerTokens: async () => (await requestJson(operatorOf(connection), listOf(RunnerTokenView), { path: '/operator/runner-tokens' })).items,
    createSharedRunnerToken: (name: string) => requestJson(operatorOf(connection), CreatedRunnerToken, { method: 'POST', path: '/operator/runner-tokens', body: { name } }),
    revokeSharedRunnerToken: (tokenId: string) => request(operatorOf(connection), { method: 'DELETE', path: `/operator/runner-tokens/${id(tokenId)}` }),
    envVarSets: async (scope: { scopeType: string; scopeId: string }) => (await get(listOf(EnvVarSet), `/env-var-sets?${new URLSearchParams({ ...scope, limit: '200' }).toString()}`)).items,
    createEnvVarSet: (body: z.input<typeof CreateEnvVarSetBody>) => post(EnvVarSet, '/env-var-sets', body),
    setEnvVar: (setId: string, body: z.input<typeof SetEnvVarBody>) => post(EnvVarView, `/env-var-sets/${id(setId)}/vars`, body),
    unsetEnvVar: (setId: string, key: string) => request(connection, { method: 'DELETE', path: `/env-var-sets/${id(setId)}/vars/${id(key)}` }),
    /** One call about an entity, by its path below the API. */
    keep: <T>(method: 'GET' | 'POST' | 'PATCH', path: string, answer: z.ZodType<T>, body?: unknown) => requestJson(connection, answer, { method, path: `/${path}`, ...(body !== undefined && { body }) }),
    drop: (path: string) => request(connection, { method: 'DELETE', path: `/${path}` }),
    secretsStatus: () => requestJson(operatorOf(connection), SecretsStatus, { path: '/operator/secrets' }),
    rotateSecrets: () => requestJson(operatorOf(connection), RotationReport, { method: 'POST', path: '/operator/secrets/rotation' }),
    dropSecretKey: (keyId: string) => request(operatorOf(connection), { method: 'DELETE', path: `/operator/secrets/keys/${id(keyId)}` }),
    createSignInLink: () => post(SignInLink, '/auth/sign-in-links'),
    ...identityCalls(connection),
  };
}
