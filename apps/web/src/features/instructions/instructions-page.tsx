import { customInstructions, defaultAgentInstructions, defaultAgentTools } from '@lime/contracts';
import { usePageTitle } from '../../lib/use-page-title.ts';
import { wordsOf } from '../../lib/words.ts';
import { ReferenceName } from '../../keep/entity-cell.tsx';
import type { EntityKind } from '../../keep/entity-kind.ts';
import { EntityPage } from '../../keep/entity-page.tsx';

const permission = 'instruction.manage';
const isNarrow = (scope: unknown) => typeof scope === 'string' && scope !== 'tenant' && scope !== '';

const instructions: EntityKind = {
  entity: customInstructions,
  permission,
  columns: ['scopeType', 'mode', 'priority', 'allowedPaths', 'enabled'],
  cells: {
    scopeType: ({ scopeType, scopeId }) => (isNarrow(scopeType) && typeof scopeId === 'string' ? <>{wordsOf(String(scopeType))} <ReferenceName to={`${String(scopeType)}Id`} id={scopeId} /></> : 'Organisation'),
  },
  asks: (name, { scopeType }) => name !== 'scopeId' || isNarrow(scopeType),
  refersTo: (name, { scopeType }) => (name === 'scopeId' ? `${String(scopeType)}Id` : undefined),
  lost: 'Runs from now on are not told it. Those that have it already keep it.',
};

export function InstructionsPage() {
  usePageTitle(customInstructions.title);
  return <EntityPage kind={instructions} />;
}

const defaults: EntityKind = { entity: defaultAgentInstructions, permission };

export function DefaultInstructionsPage() {
  usePageTitle(defaultAgentInstructions.title);
  return <EntityPage kind={defaults} />;
}

const tools: EntityKind = {
  entity: defaultAgentTools,
  permission,
  columns: ['allowedTools', 'enabled'],
  nameOf: ({ provider }) => (provider === 'any' ? 'Any agent' : wordsOf(String(provider))),
  cells: { allowedTools: ({ allowedTools }) => (Array.isArray(allowedTools) && allowedTools.length > 0 ? allowedTools.map((tool) => wordsOf(String(tool))).join(', ') : 'Reading only') },
  lost: 'Runs from now on may use every tool, unless another list says otherwise.',
};

export function ToolsPage() {
  usePageTitle(defaultAgentTools.title);
  return <EntityPage kind={tools} />;
}
