import { AuditPage, AuditQuery, CreatedRunnerToken, CreateRunnerTokenBody, listOf, RotationReport, RunnerTokenView, SecretsStatus } from '@lime/contracts';
import { get, post, remove } from '../operation.ts';

/** What concerns all organisations, for who runs the server: with the operator token of its data folder. */
export const operatorOperations = {
  listPlatformAudit: get('/operator/audit-log', { query: AuditQuery, answer: AuditPage }),
  listSharedRunnerTokens: get('/operator/runner-tokens', { answer: listOf(RunnerTokenView) }),
  createSharedRunnerToken: post('/operator/runner-tokens', { body: CreateRunnerTokenBody, answer: CreatedRunnerToken }),
  revokeSharedRunnerToken: remove('/operator/runner-tokens/:id', {}),
  readSecretsStatus: get('/operator/secrets', { answer: SecretsStatus }),
  rotateSecrets: post('/operator/secrets/rotation', { answer: RotationReport }),
  dropSecretKey: remove('/operator/secrets/keys/:id', {}),
};
