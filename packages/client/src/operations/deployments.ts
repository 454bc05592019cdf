import { DeployBody, DeploymentQuery, DeploymentView, pageOf, PipelineLog, PipelineRunQuery, PipelineRunView, RefreshedPipeline, RerunPipelineBody, RollbackBody, RunSummary, TriggerPipelineBody } from '@lime/contracts';
import { get, post } from '../operation.ts';

/** Build pipelines and deployments. */
export const deploymentOperations = {
  refreshPipeline: post('/build-pipelines/:id/refresh', { answer: RefreshedPipeline }),
  startPipeline: post('/build-pipelines/:id/runs', { body: TriggerPipelineBody, answer: RunSummary }),
  listPipelineRuns: get('/pipeline-runs', { query: PipelineRunQuery, answer: pageOf(PipelineRunView) }),
  readPipelineRun: get('/pipeline-runs/:id', { answer: PipelineRunView }),
  readPipelineLog: get('/pipeline-runs/:id/log', { answer: PipelineLog }),
  rerunPipeline: post('/pipeline-runs/:id/rerun', { body: RerunPipelineBody, answer: RunSummary }),
  deploy: post('/deployment-targets/:id/deployments', { body: DeployBody, answer: DeploymentView }),
  rollBack: post('/deployment-targets/:id/rollback', { body: RollbackBody, answer: DeploymentView }),
  listDeployments: get('/deployments', { query: DeploymentQuery, answer: pageOf(DeploymentView) }),
  readDeployment: get('/deployments/:id', { answer: DeploymentView }),
};
