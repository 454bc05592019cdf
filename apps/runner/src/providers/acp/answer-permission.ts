import type { RequestPermissionRequest, RequestPermissionResponse } from '@agentclientprotocol/sdk';

/**
 * Denies whatever an agent asks for: what it may do it has been allowed before it began. The agent
 * tells of the tool's failure itself.
 */
export function answerPermission({ options }: Pick<RequestPermissionRequest, 'options'>): RequestPermissionResponse {
  const denial = options.find(({ kind }) => kind === 'reject_once') ?? options.find(({ kind }) => kind === 'reject_always');
  return { outcome: denial ? { outcome: 'selected', optionId: denial.optionId } : { outcome: 'cancelled' } };
}
