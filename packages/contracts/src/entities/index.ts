import type { Entity } from '../entity.ts';
import { hooks } from './hooks.ts';
import { customInstructions, defaultAgentInstructions, defaultAgentTools } from './instructions.ts';

export * from './hooks.ts';
export * from './instructions.ts';

/** Every entity that has the usual routes, commands and screen. */
export const entities: readonly Entity[] = [customInstructions, defaultAgentInstructions, defaultAgentTools, hooks];
