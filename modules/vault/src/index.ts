export { dropMasterKey } from './commands/drop-master-key.ts';
export { rotateMasterKey } from './commands/rotate-master-key.ts';
export { type Place, seal, unseal } from './envelopes/envelope.ts';
export type { Keyring } from './keys/keyring.ts';
export { openKeyring } from './keys/open-keyring.ts';
export { openScopeEnv } from './queries/open-scope-env.ts';
export { readSecretsStatus } from './queries/read-secrets-status.ts';
export { vaultRoutes } from './routes.ts';
export { noteSealing } from './sql/master-keys.ts';
