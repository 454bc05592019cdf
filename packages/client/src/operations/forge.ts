import { AttachRepositoryBody, AvailableRepository, AvailableRepositoryQuery, ConnectorOAuthStart, ConnectorQuery, ConnectorView, CreateConnectorBody, CreatedWebhook, CreateWebhookBody, DeliveryDetail, DeliveryQuery, DeliveryView, ImportRepositoryBody, listOf, MergePullRequestBody, pageOf, PageQuery, ProjectRepositoryView, PullRequestDetail, PullRequestQuery, PullRequestView, ReplayAnswer, ReplayBody, RepositoryQuery, RepositoryView, RotatedWebhookSecret, RunSummary, UpdateConnectorBody, UpdateRepositoryBody, webhooks } from '@lime/contracts';
import { get, patch, post, remove } from '../operation.ts';

/** Forges: the ways into them, their repositories and pull requests, and what they send. */
export const forgeOperations = {
  listConnectors: get('/connectors', { query: ConnectorQuery, answer: pageOf(ConnectorView) }),
  readConnector: get('/connectors/:id', { answer: ConnectorView }),
  createConnector: post('/connectors', { body: CreateConnectorBody, answer: ConnectorView }),
  updateConnector: patch('/connectors/:id', { body: UpdateConnectorBody, answer: ConnectorView }),
  revokeConnector: remove('/connectors/:id', {}),
  checkConnector: post('/connectors/:id/check', { answer: ConnectorView }),
  startGithubOAuth: post('/connectors/github/oauth', { answer: ConnectorOAuthStart }),
  listAvailableRepositories: get('/connectors/:id/available-repositories', { query: AvailableRepositoryQuery, answer: pageOf(AvailableRepository) }),
  listRepositories: get('/repositories', { query: RepositoryQuery, answer: pageOf(RepositoryView) }),
  readRepository: get('/repositories/:id', { answer: RepositoryView }),
  importRepository: post('/repositories', { body: ImportRepositoryBody, answer: RepositoryView }),
  updateRepository: patch('/repositories/:id', { body: UpdateRepositoryBody, answer: RepositoryView }),
  removeRepository: remove('/repositories/:id', {}),
  refreshRepository: post('/repositories/:id/refresh', { answer: RepositoryView }),
  restoreRepository: post('/repositories/:id/restore', { answer: RepositoryView }),
  createRepositoryWebhook: post('/repositories/:id/webhooks', { answer: webhooks.view }),
  listProjectRepositories: get('/projects/:id/repositories', { query: PageQuery, answer: pageOf(ProjectRepositoryView) }),
  attachRepository: post('/projects/:id/repositories', { body: AttachRepositoryBody, answer: listOf(ProjectRepositoryView) }),
  detachRepository: remove('/projects/:id/repositories/:repositoryId', {}),
  listPullRequests: get('/pull-requests', { query: PullRequestQuery, answer: pageOf(PullRequestView) }),
  readPullRequest: get('/pull-requests/:id', { answer: PullRequestDetail }),
  refreshPullRequest: post('/pull-requests/:id/refresh', { answer: PullRequestView }),
  mergePullRequest: post('/pull-requests/:id/merge', { body: MergePullRequestBody, answer: RunSummary }),
  createWebhook: post('/webhooks', { body: CreateWebhookBody, answer: CreatedWebhook }),
  rotateWebhookSecret: post('/webhooks/:id/secret', { answer: RotatedWebhookSecret }),
  replayDeliveries: post('/webhooks/replay', { body: ReplayBody, answer: ReplayAnswer }),
  listDeliveries: get('/webhook-deliveries', { query: DeliveryQuery, answer: pageOf(DeliveryView) }),
  readDelivery: get('/webhook-deliveries/:id', { answer: DeliveryDetail }),
};
