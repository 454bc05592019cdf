import { BudgetAlert, BudgetAlertQuery, ChangeEnvVarBody, CreateEnvVarSetBody, EnvVarSet, EnvVarSetQuery, EnvVarView, HookResult, HookRunView, pageOf, PageQuery, RenameEnvVarSetBody, SetEnvVarBody, TestCodeBody, TestHookBody } from '@lime/contracts';
import { get, patch, post, remove } from '../operation.ts';

/** What entities do besides the usual, and what is kept that is none. */
export const keepingOperations = {
  listEnvVarSets: get('/env-var-sets', { query: EnvVarSetQuery, answer: pageOf(EnvVarSet) }),
  readEnvVarSet: get('/env-var-sets/:id', { answer: EnvVarSet }),
  createEnvVarSet: post('/env-var-sets', { body: CreateEnvVarSetBody, answer: EnvVarSet }),
  renameEnvVarSet: patch('/env-var-sets/:id', { body: RenameEnvVarSetBody, answer: EnvVarSet }),
  deleteEnvVarSet: remove('/env-var-sets/:id', {}),
  setEnvVar: post('/env-var-sets/:id/vars', { body: SetEnvVarBody, answer: EnvVarView }),
  changeEnvVar: patch('/env-var-sets/:id/vars/:key', { body: ChangeEnvVarBody, answer: EnvVarView }),
  deleteEnvVar: remove('/env-var-sets/:id/vars/:key', {}),
  listHookRuns: get('/hooks/:id/runs', { query: PageQuery, answer: pageOf(HookRunView) }),
  testCode: post('/hooks/test', { body: TestCodeBody, answer: HookResult }),
  testHook: post('/hooks/:id/test', { body: TestHookBody, answer: HookResult }),
  listBudgetAlerts: get('/budget-alerts', { query: BudgetAlertQuery, answer: pageOf(BudgetAlert) }),
};
