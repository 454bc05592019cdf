import type { Entity } from '../entity.ts';
import { projectBudgets } from './budgets.ts';
import { buildPipelines } from './build-pipelines.ts';
import { deploymentTargets } from './deployment-targets.ts';
import { hooks } from './hooks.ts';
import { customInstructions, defaultAgentInstructions, defaultAgentTools } from './instructions.ts';
import { labels } from './labels.ts';

export * from './budgets.ts';
export * from './build-pipelines.ts';
export * from './deployment-targets.ts';
export * from './hooks.ts';
export * from './instructions.ts';
export * from './labels.ts';

/** Every entity that has the usual routes, commands and screen. */
export const entities: readonly Entity[] = [customInstructions, defaultAgentInstructions, defaultAgentTools, projectBudgets, hooks, labels, buildPipelines, deploymentTargets];
