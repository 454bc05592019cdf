import { ArtifactContentQuery, ArtifactView, AttemptsView, ConcurrencyLimit, CostPage, CostQuery, CreatedRunnerToken, CreateRunnerTokenBody, DecideGateBody, EffectView, GateView, listOf, MessageAnswer, MessageBody, ModelAvailability, ModelCallContentQuery, ModelCallQuery, ModelCallView, ModelSettings, pageOf, PageQuery, RecipeSummary, RedoBody, ResolveEffectBody, RunDetail, RunEventsQuery, RunEventsView, RunnerTokenView, RunnerView, RunPage, RunQuery, RunSummary, SetLimitBody, StartAttemptsBody, StartRunBody, WhyView } from '@lime/contracts';
import { get, post, put, remove } from '../operation.ts';

/** Runs and what people do about them, what they cost, and who does them. */
export const runOperations = {
  listRuns: get('/agent-runs', { query: RunQuery, answer: RunPage }),
  startRun: post('/agent-runs', { body: StartRunBody, answer: RunSummary }),
  startAttempts: post('/agent-runs/attempts', { body: StartAttemptsBody, answer: listOf(RunSummary) }),
  readRun: get('/agent-runs/:id', { answer: RunDetail }),
  readWhy: get('/agent-runs/:id/why', { answer: WhyView }),
  readRunEvents: get('/agent-runs/:id/events', { query: RunEventsQuery, answer: RunEventsView }),
  listArtifacts: get('/agent-runs/:id/artifacts', { query: PageQuery, answer: pageOf(ArtifactView) }),
  readArtifact: get('/artifacts/:id/content', { query: ArtifactContentQuery, answer: 'bytes' }),
  compareAttempts: get('/agent-runs/:id/attempts', { answer: AttemptsView }),
  messageRun: post('/agent-runs/:id/messages', { body: MessageBody, answer: MessageAnswer }),
  cancelRun: post('/agent-runs/:id/cancel', { answer: RunSummary }),
  redoRun: post('/agent-runs/:id/redo', { body: RedoBody, answer: RunSummary }),
  decideGate: post('/gates/:id/decision', { body: DecideGateBody, answer: GateView }),
  resolveEffect: post('/effects/:id/resolve', { body: ResolveEffectBody, answer: EffectView }),
  listRecipes: get('/recipes', { answer: listOf(RecipeSummary) }),
  listModelCalls: get('/agent-runs/:id/model-calls', { query: ModelCallQuery, answer: pageOf(ModelCallView) }),
  readModelCall: get('/model-calls/:id/content', { query: ModelCallContentQuery, answer: 'bytes' }),
  listModels: get('/models', { answer: listOf(ModelAvailability) }),
  readModelSettings: get('/model-settings', { answer: ModelSettings }),
  setModelSettings: put('/model-settings', { body: ModelSettings, answer: ModelSettings }),
  readCosts: get('/costs', { query: CostQuery, answer: CostPage }),
  listRunners: get('/runners', { query: PageQuery, answer: pageOf(RunnerView) }),
  listLimits: get('/concurrency-limits', { answer: listOf(ConcurrencyLimit) }),
  setLimit: put('/concurrency-limits', { body: SetLimitBody, answer: listOf(ConcurrencyLimit) }),
  listRunnerTokens: get('/runner-tokens', { query: PageQuery, answer: pageOf(RunnerTokenView) }),
  createRunnerToken: post('/runner-tokens', { body: CreateRunnerTokenBody, answer: CreatedRunnerToken }),
  revokeRunnerToken: remove('/runner-tokens/:id', {}),
};
