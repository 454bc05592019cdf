export { dropMasterKey } from './commands/drop-master-key.ts';
export { rotateMasterKey } from './commands/rotate-master-key.ts';
export type { Keyring } from './keys/keyring.ts';
export { openKeyring } from './keys/open-keyring.ts';
export { openScopeEnv } from './queries/open-scope-env.ts';
export { readSecretsStatus } from './queries/read-secrets-status.ts';
export { vaultRoutes } from './routes.ts';
