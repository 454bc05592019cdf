import { customInstructions, defaultAgentInstructions, defaultAgentTools } from '@lime/contracts';
import { refuse } from '@lime/kernel';
import { entityRoutes } from '@lime/entities';
import { invalidField, type Route } from '@lime/http';
import { scopeExists } from './queries/scope-exists.ts';

const permission = 'instruction.manage';

/** What agents are told, and what they may do. */
export function agentRoutes(): Route[] {
  return [
    ...entityRoutes(customInstructions, {
      table: 'custom_instructions', permission,
      check: async (tx, _, row) => {
        const { scopeType, scopeId } = customInstructions.create.pick({ scopeType: true, scopeId: true }).strip().parse(row);
        if ((scopeType === 'tenant') !== (scopeId === null)) refuse(invalidField('scopeId', scopeId === null ? `name the ${scopeType}` : 'the organisation has none: leave it out'));
        if (scopeId !== null && !(await scopeExists(tx, scopeType, BigInt(scopeId)))) refuse(invalidField('scopeId', `there is no such ${scopeType}`));
      },
    }),
    ...entityRoutes(defaultAgentInstructions, { table: 'default_agent_instructions', permission }),
    ...entityRoutes(defaultAgentTools, { table: 'default_agent_tools', permission }),
  ];
}
