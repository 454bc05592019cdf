import { AgentWork, type WorkflowStep } from '@lime/contracts';
import { resolveObject, resolveReferences, type Scope } from './resolve-references.ts';

type AgentSpec = Extract<WorkflowStep, { kind: 'agent' }>;

/** The resolved work of an agent step, or what is wrong with it. */
export function agentWork(spec: AgentSpec, scope: Scope): { kind: 'work'; provider: string; input: AgentWork } | { kind: 'invalid'; message: string } {
  const candidate = { ...resolveObject(spec.with, scope), provider: resolveReferences(spec.provider, scope), mode: resolveReferences(spec.mode, scope) };
  const parsed = AgentWork.safeParse(candidate);
  if (parsed.success) return { kind: 'work', provider: parsed.data.provider, input: parsed.data };
  const issue = parsed.error.issues[0];
  return { kind: 'invalid', message: `The agent step's input is not valid at ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` };
}
